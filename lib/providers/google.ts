import { accessAmong } from './access-among.ts';
import { googleGuide } from './google-guide.ts';
import type { GoogleLinks, GoogleValues } from './google-values.ts';
import { alsoSend, fullMail, google as rules, sendOnly } from './known/google.ts';
import { gmailReplies } from './replies/gmail.ts';
import { googleFields } from './replies/google-fields.ts';
import { googleOauthReplies } from './replies/google-oauth.ts';
import { googleSmtpReplies } from './replies/google-smtp.ts';
import { networkReplies } from './replies/network.ts';
import { ownRefusals } from './replies/own-refusals.ts';
import type { Known, Provider, ResourceAccess, TransportId } from './types.ts';

/** The real Google (identity/protocols/oauth2/web-server, …/service-account; gmail/imap/xoauth2-protocol). */
const real = {
  authority: 'https://accounts.google.com',
  authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  revokeUrl: 'https://oauth2.googleapis.com/revoke',
  gmailUrl: 'https://gmail.googleapis.com',
  smtpHost: 'smtp.gmail.com',
  smtpPort: 587,
  caCertificate: '',
};

const realLinks: GoogleLinks = {
  clients: 'https://console.cloud.google.com/auth/clients',
  newClient: 'https://console.cloud.google.com/auth/clients/create',
  branding: 'https://console.cloud.google.com/auth/branding',
  audience: 'https://console.cloud.google.com/auth/audience',
  dataAccess: 'https://console.cloud.google.com/auth/scopes',
  gmailApi: 'https://console.cloud.google.com/apis/library/gmail.googleapis.com',
  serviceAccounts: 'https://console.cloud.google.com/iam-admin/serviceaccounts',
  delegation: 'https://admin.google.com/ac/owl/domainwidedelegation',
  grants: 'https://myaccount.google.com/connections',
  mailbox: 'https://mail.google.com/mail/u/{address}/',
};

/** For the ID token that says who consented, and the address in it. Google has no scope for refresh tokens. */
const identityScopes = ['openid', 'email'];

const minTokenLifeMs = 60_000;

const access: Partial<Record<TransportId, ResourceAccess>> = {
  gmail: { ...scopesOf(sendOnly), resource: 'gmail', coveringScopes: alsoSend, minTokenLifeMs },
  smtp: { ...scopesOf(fullMail), resource: 'smtp', minTokenLifeMs },
};

/** A service account names the same scopes that a person grants. */
function scopesOf(sending: string) {
  return {
    delegatedScopes: [...identityScopes, sending],
    requiredDelegatedScopes: [sending],
    applicationScopes: [sending],
  };
}

/** Google, with the values of PROVIDERS_FILE in place of the real addresses. */
export function google(values: GoogleValues = {}): Provider {
  const { links: otherLinks, ...endpoints } = values;
  const base = { ...real, ...endpoints };
  const links = { ...realLinks, ...otherLinks };
  return {
    id: 'google',
    ...rules,
    endpoints: () => ({
      issuer: base.authority,
      authorizationEndpoint: base.authorizeUrl,
      tokenEndpoint: base.tokenUrl,
      apiUrl: base.gmailUrl,
      smtpHost: base.smtpHost,
      smtpPort: base.smtpPort,
      smtpSecurity: 'starttls',
      caCertificate: base.caCertificate,
    }),
    applicationGrant: 'jwt_bearer',
    clientAuthentication: () => 'client_secret_post',
    keyTypes: ['rsa'],
    saslMechanism: () => 'XOAUTH2',
    userName: () => null,
    // A refresh token comes with `offline` alone, and after the first consent with `prompt=consent` alone.
    authorizeParameters: () => ({ access_type: 'offline', prompt: 'consent' }),
    tokenParameters: () => ({}),
    namesAccount: true,
    access: (transport) => accessAmong(access, transport),
    // It is never replaced; six months without use end it (identity/protocols/oauth2#expiration).
    refreshTokenReuse: 'allowed',
    refreshTokenIdleDays: 180,
    // It drops all that an account allowed to a whole Cloud project, whichever of its clients asked.
    revocation: {
      kind: 'rfc7009',
      endpoint: base.revokeUrl,
      project: (clientId) => projectOf({ clientId, reply: undefined }) ?? clientId,
    },
    // Not the relay of an organisation (smtp-relay.gmail.com), which also knows it by its addresses.
    passwordsEnd: {
      servers: [{ host: real.smtpHost }, { host: 'smtp.googlemail.com' }, { host: base.smtpHost, port: base.smtpPort }],
      deadlines: ['google_personal', 'google_workspace'],
    },
    grantsPage: links.grants,
    // An app in Testing gives refresh tokens for seven days.
    fixedEndPage: links.audience,
    guide: googleGuide(links),
    mailboxUrl: links.mailbox,
    replies: [...googleOauthReplies, ...ownRefusals, ...gmailReplies, ...googleSmtpReplies, ...networkReplies],
    sentenceValues: (known) => sentenceValues(known, links),
    fieldsOfProblem: googleFields,
  };
}

function sentenceValues(known: Known, links: GoogleLinks): Record<string, string> {
  const project = projectOf(known);
  return {
    project: project ?? 'of this application',
    enableApiLink: project ? `${links.gmailApi}?project=${project}` : links.gmailApi,
    clientsLink: links.clients,
    audienceLink: links.audience,
    serviceAccountsLink: links.serviceAccounts,
    delegationLink: links.delegation,
    grantsLink: links.grants,
  };
}

/** Google names the project by its number in its refusal; a client's id begins with it; a service account's has the id. */
function projectOf({ clientId, reply }: Pick<Known, 'clientId' | 'reply'>): string | undefined {
  const places = [
    /\bproject (\d{6,})\b/.exec(reply?.text ?? ''),
    /^(\d{6,})[-.]/.exec(clientId),
    /@([a-z0-9-]+)\.iam\./.exec(clientId),
  ];
  return places.find((found) => found !== null)?.[1];
}
