import { addressesOf } from '#sandbox/google/addresses.ts';
import { createAppPassword } from '#sandbox/google/app-passwords.ts';
import { addClientSecret, createClient, findClient, type Registered } from '#sandbox/google/clients.ts';
import { delegate } from '#sandbox/google/delegations.ts';
import { domains, findDomain, findHolder } from '#sandbox/google/directory.ts';
import { findProject, type Project, setGmailApi } from '#sandbox/google/projects.ts';
import { readScopes } from '#sandbox/google/scopes.ts';
import {
  addKey,
  createServiceAccount,
  freeAccountId,
  type KeyFile,
  removeKey,
} from '#sandbox/google/service-accounts.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { ControlError } from './control-error.ts';
import { requireWithin, yearSeconds } from './require-within.ts';

/** What the consent screen and the enabled APIs of a project are to be; what is left out stays. */
export type ProjectChange = {
  gmailApi?: boolean;
  appName?: string;
  audience?: 'internal' | 'external';
  publishing?: 'testing' | 'production';
  isVerified?: boolean;
  /** Addresses. */
  testUsers?: string[];
};

export type NewGoogleClient = ProjectChange & {
  /** Project id, domain or organization: `northwind-mail`, `northwind.example`, `Northwind`. */
  project: string;
  name?: string;
  redirectUris?: string[];
};

export type GoogleClientKeys = {
  clientId: string;
  clientSecret: string;
  secretId: string;
  projectId: string;
  projectNumber: string;
};

export type NewServiceAccount = ProjectChange & {
  project: string;
  name?: string;
  /** Authorizes it for the project's own domain (or `delegateIn`), for these scopes. */
  delegateScopes?: string[];
  delegateIn?: string;
};

export type ServiceAccountKeys = { email: string; uniqueId: string; keyId: string; keyFile: KeyFile };

export type GoogleGrantSummary = {
  id: string;
  clientId: string;
  user: string;
  scopes: string[];
  issuedAt: string;
  endedAt: string | null;
  ending: string | null;
  refreshEndsAt: string | null;
  hasRefreshToken: boolean;
  presentations: number;
};

export type GoogleControl = {
  /** A web client whose project is ready to send: Gmail API enabled unless said otherwise. */
  createClient: (wanted: NewGoogleClient) => GoogleClientKeys;
  addSecret: (clientId: string) => { secretId: string; clientSecret: string };
  setRedirectUris: (clientId: string, uris: string[]) => void;
  createServiceAccount: (wanted: NewServiceAccount) => ServiceAccountKeys;
  addKey: (email: string) => ServiceAccountKeys;
  deleteKey: (email: string, keyId: string) => void;
  /** Whatever stands in the field Client ID, as the admin console takes it. */
  delegate: (domain: string, clientId: string, scopes: string[]) => void;
  changeProject: (project: string, change: ProjectChange) => void;
  /** Sixteen letters by which a mail program signs in for this account. */
  createAppPassword: (account: string) => { appPassword: string };
  grants: (user?: string) => GoogleGrantSummary[];
  /** For tokens issued from now on; 3,599 is Google's own. */
  setAccessTokenLifetime: (seconds: number) => void;
};

/** What tests and the control API do to the sandbox's Google. */
export function newGoogleControl(sandbox: Sandbox): GoogleControl {
  const { store } = sandbox;
  const at = () => {
    const { authorize, token, apis } = addressesOf(sandbox);
    return { authUri: authorize, tokenUri: token, certsBase: apis };
  };
  const newKey = (email: string): ServiceAccountKeys => {
    const robot = requireRobot(sandbox, email);
    const { key, file } = addKey(store, robot, at());
    return { email: robot.account.email, uniqueId: robot.account.uniqueId, keyId: key.id, keyFile: file };
  };
  return {
    createClient: (wanted) => {
      const project = requireProject(sandbox, wanted.project);
      change(sandbox, project, { gmailApi: true, ...wanted });
      const { client, secret, value } = createClient(store, project, {
        name: wanted.name ?? 'Web client',
        redirectUris: wanted.redirectUris ?? [],
      });
      const { id: projectId, number: projectNumber } = project;
      return { clientId: client.clientId, clientSecret: value, secretId: secret.id, projectId, projectNumber };
    },
    addSecret: (clientId) => {
      const { secret, value } = addClientSecret(store, requireClient(sandbox, clientId).client);
      return { secretId: secret.id, clientSecret: value };
    },
    setRedirectUris: (clientId, uris) => {
      requireClient(sandbox, clientId).client.redirectUris = uris;
      store.save();
    },
    createServiceAccount: (wanted) => {
      const project = requireProject(sandbox, wanted.project);
      const domain = requireDomain(wanted.delegateIn ?? project.domainId);
      change(sandbox, project, { gmailApi: true, ...wanted });
      const wish = { id: freeAccountId(project), name: wanted.name ?? 'Mail sender' };
      const account = createServiceAccount(store, project, wish);
      if (wanted.delegateScopes) {
        delegate(store, domain, account.uniqueId, readScopes(wanted.delegateScopes.join(' ')).known);
      }
      return newKey(account.email);
    },
    addKey: newKey,
    deleteKey: (email, keyId) => removeKey(store, requireRobot(sandbox, email).account, keyId),
    delegate: (domain, clientId, scopes) =>
      delegate(store, requireDomain(domain), clientId, readScopes(scopes.join(' ')).known),
    changeProject: (project, wanted) => change(sandbox, requireProject(sandbox, project), wanted),
    createAppPassword: (account) => {
      const holder = findHolder(account);
      if (!holder) throw new ControlError(`There is no Google account ${account}.`);
      return { appPassword: createAppPassword(store, { userId: holder.account.id, name: 'control' }).value };
    },
    grants: (user) => listGrants(sandbox, user),
    setAccessTokenLifetime: (seconds) => {
      sandbox.settings.googleAccessTokenSeconds = requireWithin(-yearSeconds, yearSeconds, seconds);
    },
  };
}

function change({ store }: Sandbox, project: Project, wanted: ProjectChange): void {
  const { gmailApi, appName, audience, publishing, isVerified, testUsers } = wanted;
  if (gmailApi !== undefined) setGmailApi(store, project, gmailApi);
  if (appName !== undefined) project.appName = appName;
  if (audience !== undefined) project.audience = audience;
  if (publishing !== undefined) project.publishing = publishing;
  if (isVerified !== undefined) project.isVerified = isVerified;
  if (testUsers !== undefined) project.testUsers = testUsers.map((address) => address.toLowerCase());
  store.save();
}

function requireProject({ store }: Sandbox, wanted: string): Project {
  const domain = findDomain(wanted) ?? domains.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const ofDomain = store.state.google.projects.find(({ domainId }) => domainId === domain?.id);
  const project = findProject(store, wanted) ?? ofDomain;
  if (!project) throw new ControlError(`There is no project ${wanted}.`);
  return project;
}

function requireClient({ store }: Sandbox, clientId: string): Registered {
  const registered = findClient(store, clientId);
  if (!registered) throw new ControlError(`There is no OAuth client with the client ID ${clientId}.`);
  return registered;
}

function requireRobot({ store }: Sandbox, email: string) {
  for (const project of store.state.google.projects) {
    const account = project.serviceAccounts.find((one) => one.email === email || one.uniqueId === email);
    if (account) return { project, account };
  }
  throw new ControlError(`There is no service account ${email}.`);
}

function requireDomain(name: string): string {
  const domain = findDomain(name);
  if (!domain) throw new ControlError(`There is no domain ${name}.`);
  return domain.id;
}

function listGrants({ store }: Sandbox, user: string | undefined): GoogleGrantSummary[] {
  const userId = user === undefined ? undefined : findHolder(user)?.account.id;
  if (user !== undefined && !userId) throw new ControlError(`There is no Google account ${user}.`);
  return store.state.google.grants
    .filter((grant) => userId === undefined || grant.userId === userId)
    .map((grant) => ({
      id: grant.id,
      clientId: grant.clientId,
      user: findHolder(grant.userId)?.account.address ?? '',
      scopes: grant.scopes,
      issuedAt: grant.issuedAt,
      endedAt: grant.endedAt ?? null,
      ending: grant.ending ?? null,
      refreshEndsAt: grant.refreshEndsAt ?? null,
      hasRefreshToken: grant.tokenHash !== undefined,
      presentations: grant.presentations,
    }));
}
