import { custom as rules } from './known/custom.ts';
import { parametersOfTokens, readParameters } from './parameters.ts';
import { networkReplies } from './replies/network.ts';
import { oauthReplies } from './replies/oauth.ts';
import { ownRefusals } from './replies/own-refusals.ts';
import { smtpReplies } from './replies/smtp.ts';
import { choiceOf } from './schema.ts';
import type { ClientAuthenticationMethod, Provider, ResourceAccess } from './types.ts';

/** What to ask for is typed in. */
const access: ResourceAccess = {
  resource: 'smtp',
  delegatedScopes: [],
  requiredDelegatedScopes: [],
  applicationScopes: [],
  minTokenLifeMs: 60_000,
};

const parametersOf = ({ parameters = '' }: Record<string, string>) => readParameters(parameters);

/** Any OAuth 2.0 server, and the mail server that takes its tokens: every address is typed in. */
export function custom(): Provider {
  return {
    id: 'custom',
    ...rules,
    endpoints: () => ({
      issuer: '',
      authorizationEndpoint: '',
      tokenEndpoint: '',
      apiUrl: '',
      smtpHost: '',
      smtpPort: 587,
      smtpSecurity: 'starttls',
      caCertificate: '',
    }),
    access: () => access,
    applicationGrant: 'client_credentials',
    clientAuthentication: (settings) => choiceOf(rules, settings, 'clientAuthentication') as ClientAuthenticationMethod,
    keyTypes: ['rsa', 'ec'],
    saslMechanism: (settings) =>
      choiceOf(rules, settings, 'saslMechanism') === 'OAUTHBEARER' ? 'OAUTHBEARER' : 'XOAUTH2',
    userName: ({ userName }) => userName || null,
    // A server that follows OpenID Connect gives a refresh token only where consent is asked for (Core §11).
    authorizeParameters: (settings) => ({ prompt: 'consent', ...parametersOf(settings) }),
    tokenParameters: (settings, grantKind) =>
      grantKind === 'client_credentials' ? parametersOf(settings) : parametersOfTokens(parametersOf(settings)),
    namesAccount: false,
    // Nobody knows what it does with a token that is shown twice: the strictest is assumed (RFC 9700 §4.14.2).
    refreshTokenReuse: 'once',
    refreshTokenIdleDays: null,
    revocation: { kind: 'none' },
    guide: [
      { id: 'register', field: 'redirectUrl', grantKinds: ['authorization_code'] },
      { id: 'register_application', grantKinds: ['client_credentials'] },
      {
        id: 'endpoints',
        field: 'settings.discoveryUrl',
        alsoFields: ['overrides.issuer', 'overrides.authorizationEndpoint', 'overrides.tokenEndpoint'],
      },
      { id: 'client_id', field: 'clientId' },
      { id: 'client_secret', field: 'clientSecret' },
      { id: 'scopes', field: 'overrides.scopes' },
      { id: 'mail_server', field: 'overrides.smtpHost' },
      { id: 'sender', field: 'senderAddress' },
    ],
    mailboxUrl: '',
    replies: [...oauthReplies, ...ownRefusals, ...smtpReplies, ...networkReplies],
    fieldsOfProblem: {
      oauth_access_denied: ['overrides.scopes'],
      oauth_client_refused: ['clientId', 'clientSecret', 'settings.clientAuthentication'],
      oauth_client_not_allowed: ['grantKind', 'clientId'],
      oauth_scope_refused: ['overrides.scopes'],
      oauth_request_refused: ['settings.parameters', 'overrides.scopes'],
    },
  };
}
