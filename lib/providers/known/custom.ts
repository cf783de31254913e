import type { ProviderRules, SecretRule, TextRule } from '#lib/providers/types.ts';

const clientId: TextRule = { label: 'Client ID', maxLength: 500, shapes: [] };

const privateKey: SecretRule = {
  name: 'private key',
  label: 'Private key (PEM)',
  isMultiline: true,
  maxLength: 32_768,
  shapes: [],
  keyPem: { certificate: 'optional' },
  hasEnd: true,
  madeIn: 'the settings of the application at the authorization server',
};

const clientSecret: SecretRule = {
  name: 'client secret',
  label: 'Client secret',
  maxLength: 1000,
  shapes: [],
  hasEnd: true,
  madeIn: 'the settings of the application at the authorization server',
  instead: [
    { setting: 'clientAuthentication', value: 'private_key_jwt', rule: privateKey },
    { setting: 'clientAuthentication', value: 'none', rule: null },
  ],
};

/** What is typed in for any OAuth 2.0 server (RFC 6749) and the mail server that takes its tokens. */
export const custom: ProviderRules = {
  label: 'Custom OAuth 2.0',
  emblem: 'shield',
  grantKinds: ['authorization_code', 'client_credentials'],
  transports: ['smtp'],
  application: {
    authorization_code: { clientId, clientSecret },
    client_credentials: { clientId, clientSecret },
  },
  settings: [
    {
      name: 'discoveryUrl',
      isAside: true,
      label: 'Discovery URL',
      example: 'https://login.example.com/.well-known/openid-configuration',
      isOptional: true,
      maxLength: 2048,
      shapes: [
        { is: '^$|^https?://[^\\s]+$', problem: 'Enter a full URL, starting with https://, or leave it empty.' },
        { isNot: '[?#@]', problem: 'Leave out ?, # and @ and what belongs to them.' },
      ],
    },
    {
      name: 'clientAuthentication',
      label: 'Client authentication',
      choices: [
        { value: 'client_secret_post', label: 'Secret in the request body (client_secret_post)' },
        { value: 'client_secret_basic', label: 'Secret by HTTP Basic (client_secret_basic)' },
        { value: 'private_key_jwt', label: 'Signed by a private key (private_key_jwt)' },
        { value: 'none', label: 'None: a public client (none)', grantKinds: ['authorization_code'] },
      ],
      maxLength: 40,
      shapes: [],
    },
    {
      name: 'saslMechanism',
      isAside: true,
      label: 'Sign-in at the mail server',
      choices: [
        { value: 'XOAUTH2', label: 'XOAUTH2' },
        { value: 'OAUTHBEARER', label: 'OAUTHBEARER (RFC 7628)' },
      ],
      maxLength: 20,
      shapes: [],
    },
    {
      name: 'userName',
      label: 'User name',
      isOptional: true,
      maxLength: 320,
      shapes: [],
    },
    {
      name: 'parameters',
      isAside: true,
      label: 'Extra parameters',
      example: 'audience=https://mail.example.com',
      isOptional: true,
      isParameters: true,
      isMultiline: true,
      maxLength: 2048,
      shapes: [],
    },
  ],
  asks: [
    { name: 'authorizationEndpoint', label: 'the authorization URL', grantKinds: ['authorization_code'] },
    { name: 'tokenEndpoint', label: 'the access token URL' },
    { name: 'scopes', label: 'the scope' },
    { name: 'smtpHost', label: 'the SMTP server' },
  ],
  signInScopes: [],
  hasOwnRedirect: true,
  numberPrefix: '',
};
