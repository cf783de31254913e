import { type FaultControl, newFaultControl } from '#sandbox/faults/fault-control.ts';
import { addressText, readMessage } from '#sandbox/mailbox/deliver.ts';
import type { Folder, MailCopy } from '#sandbox/mailbox/mail-store.ts';
import {
  addCertificate,
  certificateProblems,
  endCertificates,
  readCertificate,
} from '#sandbox/microsoft/certificates.ts';
import { giveAdminConsent } from '#sandbox/microsoft/consents.ts';
import { directories, findDirectory, findMember } from '#sandbox/microsoft/directory.ts';
import { ageGrantsOf, revokeGrantsOf } from '#sandbox/microsoft/grants.ts';
import {
  addPermissions,
  addSecret,
  createRegistration,
  findRegistration,
  type Registration,
} from '#sandbox/microsoft/registrations.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { defaultSettings } from '#sandbox/sandbox.ts';
import { ControlError } from './control-error.ts';
import { type GoogleControl, newGoogleControl } from './google-control.ts';
import type { Recorder } from './recorder.ts';
import type { LoggedRequest } from './request-log.ts';
import { requireWithin, yearSeconds } from './require-within.ts';

export type NewRegistration = {
  /** Id or domain, e.g. `contoso.example`; or the name, `Contoso`. */
  directory: string;
  name: string;
  redirectUris?: string[];
  accountTypes?: 'single' | 'multi';
  /** Names of Graph or Exchange permissions: `Mail.Send`, `SMTP.SendAsApp`. */
  applicationPermissions?: string[];
  delegatedPermissions?: string[];
  /** Grants admin consent for the configured permissions. */
  adminConsent?: boolean;
  /** ISO 8601; the past is allowed. Default: in 180 days. */
  secretEndsAt?: string;
};

export type RegistrationKeys = { clientId: string; directoryId: string; secretValue: string; secretId: string };

export type GrantSummary = {
  id: string;
  clientId: string;
  user: string;
  issuedAt: string;
  revokedAt: string | null;
  /** How often each refresh token was presented; an answer lost on the way counts too. */
  tokens: { generation: number; issuedAt: string; presentations: number }[];
};

export type MessageSummary = {
  id: string;
  folder: Folder;
  via: MailCopy['via'];
  receivedAt: string;
  subject: string;
  from: string;
  to: string[];
  envelopeTo: string[];
  messageId: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  attachments: { filename: string; contentType: string; bytes: number }[];
};

export type Control = {
  createRegistration: (wanted: NewRegistration) => RegistrationKeys;
  addSecret: (clientId: string, endsAt?: string) => { secretId: string; secretValue: string };
  /** Ends every secret of the application now, or the one named. */
  expireSecret: (clientId: string, secretId?: string) => void;
  /** Registers a public certificate, PEM. */
  addCertificate: (clientId: string, pem: string) => { certificateId: string; thumbprint: string };
  /** Ends every certificate of the application now, or the one named. */
  expireCertificate: (clientId: string, certificateId?: string) => void;
  setRedirectUris: (clientId: string, uris: string[]) => void;
  /** Refresh tokens work once; presenting one again ends the grant. */
  setStrict: (clientId: string, strict: boolean) => void;
  /** Ends a person's grants, like a password reset by an administrator; returns how many there were. */
  revokeGrants: (user: string) => number;
  /** Makes a person's refresh tokens look older by up to a hundred years, to reach the 90 days without use. */
  ageGrants: (user: string, days: number) => void;
  /** For tokens issued from now on; null is Microsoft's random 60 to 90 minutes. */
  setAccessTokenLifetime: (seconds: number | null) => void;
  requests: () => LoggedRequest[];
  clearRequests: () => void;
  /** What is said between the sandbox and everybody, whole, from `start` to `stop`. */
  recording: Omit<Recorder, 'add'>;
  grants: (user?: string) => GrantSummary[];
  /** Newest first, of any address. */
  messages: (address: string) => Promise<MessageSummary[]>;
  google: GoogleControl;
  faults: FaultControl;
  /** Forgets registrations, consents, grants, mail, requests, faults and settings; keys and certificates stay. */
  reset: () => void;
};

const dayMs = 86_400_000;

/** What tests and the control API do to a running sandbox. */
export function newControl(sandbox: Sandbox): Control {
  const { store } = sandbox;
  const requireRegistration = (clientId: string): Registration => {
    const registration = findRegistration(store, clientId);
    if (!registration) throw new ControlError(`There is no application with the client id ${clientId}.`);
    return registration;
  };
  return {
    createRegistration: (wanted) => createForTest(sandbox, wanted),
    addSecret: (clientId, endsAt) => {
      const { secret, value } = addSecret(store, requireRegistration(clientId), {
        description: 'control',
        endsAt: instant(endsAt),
      });
      return { secretId: secret.id, secretValue: value };
    },
    expireSecret: (clientId, secretId) => {
      const past = new Date(Date.now() - 1_000).toISOString();
      for (const secret of requireRegistration(clientId).secrets) {
        if (secretId === undefined || secret.id === secretId) secret.endsAt = past;
      }
      store.save();
    },
    addCertificate: (clientId, pem) => {
      const registration = requireRegistration(clientId);
      const read = readCertificate(Buffer.from(pem));
      if ('problem' in read) throw new ControlError(certificateProblems[read.problem]);
      const { certificate } = read;
      const { id, thumbprint } = addCertificate(store, registration, { certificate, description: '' });
      return { certificateId: id, thumbprint };
    },
    expireCertificate: (clientId, certificateId) => {
      endCertificates(requireRegistration(clientId), certificateId);
      store.save();
    },
    setRedirectUris: (clientId, uris) => {
      requireRegistration(clientId).redirectUris = uris.map((uri) => ({ platform: 'web', uri }));
      store.save();
    },
    setStrict: (clientId, strict) => {
      requireRegistration(clientId).strict = strict;
      store.save();
    },
    revokeGrants: (user) => revokeGrantsOf(store, requirePerson(user)),
    ageGrants: (user, days) => ageGrantsOf(store, requirePerson(user), requireWithin(0, 36_500, days)),
    setAccessTokenLifetime: (seconds) => {
      sandbox.settings.accessTokenLifetimeSeconds =
        seconds === null ? null : requireWithin(-yearSeconds, yearSeconds, seconds);
    },
    requests: () => sandbox.log.list(),
    clearRequests: () => sandbox.log.clear(),
    recording: sandbox.recorder,
    grants: (user) => listGrants(sandbox, user),
    messages: (address) => listMessages(sandbox, address),
    google: newGoogleControl(sandbox),
    faults: newFaultControl(sandbox),
    reset: () => {
      store.clear();
      sandbox.faults.clear();
      sandbox.mail.clear();
      sandbox.log.clear();
      sandbox.recorder.stop();
      sandbox.newSecretValues.clear();
      sandbox.keyReads.clear();
      Object.assign(sandbox.settings, defaultSettings());
    },
  };
}

function instant(iso: string | undefined): Date {
  const at = iso === undefined ? new Date(Date.now() + 180 * dayMs) : new Date(iso);
  if (Number.isNaN(at.getTime())) throw new ControlError(`${iso} is not a moment in ISO 8601.`);
  return at;
}

function requirePerson(user: string): string {
  const member = findMember(user);
  if (!member) throw new ControlError(`There is no person ${user} in any directory.`);
  return member.person.id;
}

const permissionId = (name: string, kind: 'delegated' | 'application'): string => {
  const signIn = ['openid', 'profile', 'email', 'offline_access'].includes(name);
  const resource = signIn ? 'sign-in' : name.startsWith('SMTP.') ? 'exchange' : 'graph';
  return kind === 'application' ? `${resource}/${name}#application` : `${resource}/${name}`;
};

function createForTest(sandbox: Sandbox, wanted: NewRegistration): RegistrationKeys {
  const { store } = sandbox;
  const directory =
    findDirectory(wanted.directory) ??
    directories.find(({ name }) => name.toLowerCase() === wanted.directory.toLowerCase());
  if (!directory) throw new ControlError(`There is no directory ${wanted.directory}.`);
  const secretEndsAt = instant(wanted.secretEndsAt);
  const registration = createRegistration(store, {
    directoryId: directory.id,
    name: wanted.name,
    accountTypes: wanted.accountTypes ?? 'single',
    redirectUris: (wanted.redirectUris ?? []).map((uri) => ({ platform: 'web', uri })),
  });
  addPermissions(store, registration, [
    ...(wanted.delegatedPermissions ?? []).map((name) => permissionId(name, 'delegated')),
    ...(wanted.applicationPermissions ?? []).map((name) => permissionId(name, 'application')),
  ]);
  if (wanted.adminConsent) giveAdminConsent(store, registration, directory.id);
  const { secret, value } = addSecret(store, registration, {
    description: 'control',
    endsAt: secretEndsAt,
  });
  return { clientId: registration.clientId, directoryId: directory.id, secretValue: value, secretId: secret.id };
}

function listGrants({ store }: Sandbox, user: string | undefined): GrantSummary[] {
  const userId = user === undefined ? undefined : requirePerson(user);
  return store.state.microsoft.grants
    .filter((grant) => userId === undefined || grant.userId === userId)
    .map((grant) => ({
      id: grant.id,
      clientId: grant.clientId,
      user: findMember(grant.userId)?.person.address ?? '',
      issuedAt: grant.issuedAt,
      revokedAt: grant.revokedAt ?? null,
      tokens: grant.tokens.map(({ generation, issuedAt, presentations }) => ({ generation, issuedAt, presentations })),
    }));
}

async function listMessages({ mail }: Sandbox, address: string): Promise<MessageSummary[]> {
  return Promise.all(
    mail.list(address).map(async (copy) => {
      const message = await readMessage(await mail.raw(copy.rawId));
      return {
        id: copy.id,
        folder: copy.folder,
        via: copy.via,
        receivedAt: copy.receivedAt,
        subject: copy.subject,
        from: copy.from,
        to: (message.to ?? []).map(addressText),
        envelopeTo: copy.envelopeTo,
        messageId: message.messageId ?? '',
        text: message.text ?? '',
        html: message.html ?? '',
        headers: Object.fromEntries(message.headers.map(({ key, value }) => [key, value])),
        attachments: message.attachments.map(({ filename, mimeType, content }) => ({
          filename: filename ?? '',
          contentType: mimeType,
          bytes: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
        })),
      };
    }),
  );
}
