import { expect, it } from 'vitest';
import { nextSteps } from './next-steps.ts';

const personal = {
  grantKind: 'authorization_code',
  stage: 'active',
  hasClientSecret: true,
  grant: { hasRefreshToken: true },
} as const;
const candidate = { ...personal, stage: 'candidate', grant: null } as const;
const application = { ...candidate, grantKind: 'client_credentials' } as const;
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
