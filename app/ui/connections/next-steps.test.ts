import { expect, it } from 'vitest';
import { nextSteps } from './next-steps.ts';

const personal = {
  provider: 'microsoft',
  settings: {},
  passwordEnds: null,
  grantKind: 'authorization_code',
  stage: 'active',
  hasClientSecret: true,
  grant: { hasRefreshToken: true },
} as const;
const candidate = { ...personal, stage: 'candidate', grant: null } as const;
const application = { ...candidate, grantKind: 'client_credentials' } as const;
const password = { ...candidate, provider: 'smtp', grantKind: 'password' } as const;
const noSignIn = { ...password, grantKind: 'none', hasClientSecret: false } as const;
const end = { provider: 'microsoft', label: 'Microsoft 365', deadlines: [] } as const;
const ending = { ...password, passwordEnds: { ...end, deadlines: [] } };
const secret = ['clientSecret'];
const sender = ['senderAddress'];

it.each([
  ['a wrong secret in use', 'config', 'microsoft_secret_expired', secret, personal, ['replace_secret', 'try_again']],
  [
    'a certificate asked for in place of a secret in use',
    'config',
    'microsoft_certificate_refused',
    secret,
    personal,
    ['replace_secret', 'try_again'],
  ],
  [
    'a wrong secret of a candidate',
    'config',
    'microsoft_secret_expired',
    secret,
    candidate,
    ['change_settings', 'try_again'],
  ],
  [
    'another wrong setting in use',
    'config',
    'microsoft_app_not_found',
    ['clientId'],
    personal,
    ['change_settings', 'try_again'],
  ],
  ['what is mended at the provider alone', 'config', 'permission_missing', [], application, ['try_again']],
  ['a revoked consent', 'consent', 'microsoft_grant_revoked', [], personal, ['reconnect']],
  ['a consent of another mailbox', 'consent', 'wrong_mailbox', sender, candidate, ['reconnect', 'change_settings']],
  ['a consent that no person can give', 'consent', 'microsoft_not_consented', [], application, ['try_again']],
  [
    'a policy against a held token',
    'policy',
    'exchange_smtp_disabled',
    ['transport'],
    personal,
    ['try_again', 'change_settings'],
  ],
  ['a policy before the first token', 'policy', 'microsoft_admin_consent', [], candidate, ['reconnect']],
  ['a policy against an application', 'policy', 'microsoft_app_limited', [], application, ['try_again']],
  [
    'anything, once the secret is forgotten',
    'consent',
    'not_connected',
    [],
    { ...candidate, hasClientSecret: false },
    ['change_settings'],
  ],
  ['a wrong password', 'config', 'smtp_wrong_password', secret, password, ['change_settings', 'try_again']],
  [
    'a forgotten password',
    'config',
    'secret_missing',
    secret,
    { ...password, hasClientSecret: false },
    ['change_settings'],
  ],
  [
    'a server that takes no mail from strangers',
    'policy',
    'smtp_relay_denied',
    ['overrides.smtpHost'],
    noSignIn,
    ['try_again', 'change_settings'],
  ],
  ['a password that has ended', 'config', 'microsoft_basic_auth_ended', [], ending, ['move', 'try_again']],
  [
    'a password that is only wrong, where they are ending',
    'config',
    'smtp_wrong_password',
    secret,
    ending,
    ['change_settings', 'try_again', 'move'],
  ],
  ['passing trouble where passwords are ending', 'transient', 'timed_out', [], ending, ['try_again']],
  ['a mail that nobody wants, where they are ending', 'content', 'recipient_refused', [], ending, ['try_again']],
  ['passing trouble in use', 'transient', 'timed_out', ['overrides.tokenEndpoint'], personal, ['try_again']],
  [
    'passing trouble, perhaps of a setting',
    'transient',
    'timed_out',
    ['overrides.tokenEndpoint'],
    application,
    ['try_again', 'change_settings'],
  ],
] as const)('%s', (_name, kind, code, fields, connection, steps) => {
  expect(nextSteps({ class: kind, code, fields: [...fields] }, connection)).toEqual(steps);
});
