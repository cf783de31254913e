import type { ProviderRules, SecretRule, TextRule } from '#lib/providers/types.ts';

const guid = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
const example = '11111111-2222-3333-4444-555555555555';

const clientId: TextRule = {
  label: 'Application (client) ID',
  example,
  isCaseless: true,
  maxLength: 36,
  shapes: [{ is: guid, problem: `Copy the Application (client) ID: 36 characters, such as ${example}.` }],
};

const certificate: SecretRule = {
  name: 'certificate',
  label: 'Certificate with its private key (PEM)',
  isMultiline: true,
  maxLength: 32_768,
  shapes: [],
  keyPem: { certificate: 'required' },
  hasEnd: true,
  madeIn: 'Certificates & secrets, Certificates',
};

const clientSecret: SecretRule = {
  name: 'client secret',
  label: 'Client secret',
  maxLength: 1000,
  shapes: [
    {
      isNot: guid,
      problem:
        'This looks like the secret’s ID. Copy the column Value in Certificates & secrets; it is shown only once.',
    },
  ],
  hasEnd: true,
  madeIn: 'Certificates & secrets',
  instead: [{ setting: 'clientAuthentication', value: 'certificate', rule: certificate }],
};

/** Of each mailbox of Exchange Online. */
const limitsPage = {
  source: {
    name: 'Exchange Online limits',
    url: 'https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits',
  },
  readOn: '2026-11-21',
};

/** What is typed in for Microsoft 365: an application of Entra ID, which has an id, a directory, and a secret or a certificate. */
export const microsoft = {
  label: 'Microsoft 365',
  emblem: 'office',
  grantKinds: ['authorization_code', 'client_credentials'],
  transports: ['graph', 'smtp'],
  application: {
    authorization_code: { clientId, clientSecret },
    client_credentials: { clientId, clientSecret },
  },
  settings: [
    {
      name: 'directoryId',
      label: 'Directory (tenant) ID',
      example,
      isCaseless: true,
      maxLength: 36,
      shapes: [
        {
          is: guid,
          problem: `Copy the Directory (tenant) ID, not the tenant’s name: 36 characters, such as ${example}.`,
        },
      ],
    },
    {
      name: 'clientAuthentication',
      label: 'Credential of the application',
      choices: [
        { value: 'secret', label: 'Client secret' },
        { value: 'certificate', label: 'Certificate' },
      ],
      maxLength: 20,
      shapes: [],
    },
    {
      // Microsoft Graph national cloud deployments: applications and tokens of one are unknown in the others.
      name: 'cloud',
      label: 'Cloud',
      choices: [
        { value: 'global', label: 'Global' },
        { value: 'usGov', label: 'US Government (GCC High)' },
        { value: 'dod', label: 'US Government (DoD)' },
        { value: 'china', label: 'China (21Vianet)' },
      ],
      maxLength: 20,
      shapes: [],
    },
  ],
  placesBy: 'cloud',
  signInScopes: ['openid', 'profile', 'offline_access'],
  numberPrefix: 'AADSTS',
  limits: [
    { most: 10_000, of: 'recipients_per_day', ...limitsPage },
    { most: 500, of: 'recipients_per_message', ...limitsPage },
    { most: 30, of: 'messages_per_minute', transports: ['smtp'], ...limitsPage },
  ],
} satisfies ProviderRules;
