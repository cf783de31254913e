import type { OauthMailValues } from './oauth-mail-values.ts';
import { networkReplies } from './replies/network.ts';
import { oauthReplies } from './replies/oauth.ts';
import { ownRefusals } from './replies/own-refusals.ts';
import { smtpReplies } from './replies/smtp.ts';
import type { OauthMail, Provider, ProviderId, ProviderRules } from './types.ts';

const minTokenLifeMs = 60_000;

/** A provider of its data alone, with the values of PROVIDERS_FILE in place of its addresses. */
export function oauthMailProvider(
  id: ProviderId,
  { oauthMail, ...rules }: ProviderRules & { oauthMail: OauthMail },
  values: OauthMailValues = {},
): Provider {
  const { issuer, authorizationEndpoint, tokenEndpoint, smtpHost, smtpPort, smtpSecurity } = oauthMail;
  const { sendingScopes, clientAuthentication, saslMechanism, authorizeParameters = {}, ...said } = oauthMail;
  return {
    id,
    ...rules,
    endpoints: () => ({
      ...{ issuer, authorizationEndpoint, tokenEndpoint, apiUrl: '' },
      ...{ smtpHost, smtpPort, smtpSecurity, caCertificate: '' },
      ...values,
    }),
    access: () => ({
      resource: 'smtp',
      delegatedScopes: [...rules.signInScopes, ...sendingScopes],
      requiredDelegatedScopes: sendingScopes,
      applicationScopes: sendingScopes,
      minTokenLifeMs,
    }),
    applicationGrant: 'client_credentials',
    clientAuthentication: () => clientAuthentication,
    keyTypes: [],
    saslMechanism: () => saslMechanism,
    userName: () => null,
    authorizeParameters: () => authorizeParameters,
    tokenParameters: () => ({}),
    namesAccount: said.namesAccount,
    refreshTokenReuse: said.refreshTokenReuse,
    refreshTokenIdleDays: said.refreshTokenIdleDays,
    revocation: { kind: 'none' },
    ...(said.grantsPage === undefined ? {} : { grantsPage: said.grantsPage }),
    guide: said.guide,
    mailboxUrl: said.mailboxUrl,
    replies: [...oauthReplies, ...ownRefusals, ...smtpReplies, ...networkReplies],
    fieldsOfProblem: {
      oauth_access_denied: ['overrides.scopes'],
      oauth_client_refused: ['clientId', 'clientSecret'],
      oauth_client_not_allowed: ['clientId'],
      oauth_scope_refused: ['overrides.scopes'],
      oauth_request_refused: ['overrides.scopes'],
    },
  };
}
