import type { KeyFileRule, ProviderRules, SecretRule, TextRule } from '#lib/providers/types.ts';

/** The one scope that SMTP takes, and the small one that the Gmail API needs to send (xoauth2-protocol; API scopes). */
export const fullMail = 'https://mail.google.com/';
export const sendOnly = 'https://www.googleapis.com/auth/gmail.send';

/** Broader scopes that the Gmail API sends with too. */
export const alsoSend = [
  fullMail,
  'https://www.googleapis.com/auth/gmail.compose',
  'https://www.googleapis.com/auth/gmail.modify',
];

const clientId: TextRule = {
  label: 'Client ID',
  example: '123456789012-a1b2c3d4e5f6.apps.googleusercontent.com',
  isCaseless: true,
  maxLength: 200,
  shapes: [
    {
      is: '^\\d+(-[a-z0-9_]+)?\\.apps\\.googleusercontent\\.com$',
      problem: 'Copy the Client ID: it begins with a number and ends in .apps.googleusercontent.com.',
    },
  ],
};

const clientSecret: SecretRule = {
  name: 'client secret',
  label: 'Client secret',
  maxLength: 1000,
  shapes: [
    {
      isNot: '\\.apps\\.googleusercontent\\.com$',
      problem: 'This is the client ID. Copy the Client secret, which usually begins with GOCSPX-.',
    },
    {
      isNot: '^\\s*\\{',
      problem: 'This is a JSON file. Copy only the Client secret, which usually begins with GOCSPX-.',
    },
  ],
  hasEnd: false,
  madeIn: 'Google Auth Platform, Clients',
};

const serviceAccountEmail: TextRule = {
  label: 'Service account e-mail',
  example: 'mailgrant@my-project.iam.gserviceaccount.com',
  isCaseless: true,
  maxLength: 200,
  shapes: [
    {
      is: '^[a-z0-9._-]+@[a-z0-9.-]+\\.gserviceaccount\\.com$',
      problem:
        'Copy the e-mail of the service account: it ends in .gserviceaccount.com. The mailbox is the sender address.',
    },
  ],
};

const keyFile: KeyFileRule = {
  kind: { member: 'type', value: 'service_account' },
  requires: ['project_id', 'private_key_id', 'private_key', 'client_email', 'client_id'],
  fills: [
    { field: 'clientId', member: 'client_email' },
    { field: 'settings.uniqueId', member: 'client_id' },
  ],
  projectMember: 'project_id',
  others: [
    {
      member: 'web',
      problem:
        'This is the file of an OAuth client, for signing in as a user. Make a key of the service account: Keys, Add key, Create new key, JSON.',
    },
    {
      member: 'installed',
      problem:
        'This is the file of an OAuth client for desktops. Make a key of the service account: Keys, Add key, Create new key, JSON.',
    },
    {
      member: 'type',
      value: 'authorized_user',
      problem:
        'These are a person’s own credentials, as gcloud keeps them. Make a key of the service account: Keys, Add key, Create new key, JSON.',
    },
    {
      member: 'type',
      value: 'external_account',
      problem:
        'This file is for workload identity federation and holds no key. Make a key of the service account: Keys, Add key, Create new key, JSON.',
    },
  ],
  problem: 'Paste the whole JSON key file of the service account, from { to }.',
};

/** Of one user of a Workspace that is paid for; a trial and other accounts get a quarter of the messages. */
const limitsPage = {
  account: 'Google Workspace',
  source: { name: 'Gmail sending limits in Google Workspace', url: 'https://support.google.com/a/answer/166852' },
  readOn: '2026-11-21',
};

const uniqueId = '^\\d{15,30}$';

/** What is typed in for Google: an OAuth client for a person's consent, or a service account that acts for a mailbox. */
export const google: ProviderRules = {
  label: 'Google',
  emblem: 'letterG',
  grantKinds: ['authorization_code', 'client_credentials'],
  transports: ['gmail', 'smtp'],
  application: {
    authorization_code: { clientId, clientSecret },
    client_credentials: {
      clientId: serviceAccountEmail,
      clientSecret: {
        name: 'key',
        label: 'JSON key file',
        isMultiline: true,
        maxLength: 10_000,
        shapes: [],
        keyFile,
        hasEnd: false,
        madeIn: 'Service Accounts, Keys',
      },
    },
  },
  settings: [
    {
      name: 'uniqueId',
      label: 'Unique ID (OAuth client ID)',
      example: '104822915370164820011',
      grantKinds: ['client_credentials'],
      maxLength: 30,
      shapes: [
        {
          is: uniqueId,
          problem: 'Copy the Unique ID of the service account: digits alone, about 21 of them, not its e-mail.',
        },
      ],
    },
  ],
  signInScopes: ['openid', 'email'],
  sendScopes: {
    gmail: {
      oneOf: [sendOnly, ...alsoSend],
      problem: `To send through the Gmail API, a token needs ${sendOnly}. Add it, or reset the scopes.`,
    },
    smtp: {
      oneOf: [fullMail],
      problem: `Gmail’s SMTP takes only tokens of the full scope ${fullMail}; gmail.send works through the Gmail API alone. Add it, or reset the scopes.`,
    },
  },
  numberPrefix: '',
  limits: [
    { most: 2_000, of: 'messages_per_day', ...limitsPage },
    { most: 10_000, of: 'recipients_per_day', ...limitsPage },
    { most: 100, of: 'recipients_per_message', transports: ['smtp'], ...limitsPage },
  ],
};
