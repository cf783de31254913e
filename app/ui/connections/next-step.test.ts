import { expect, it } from 'vitest';
import { nextStep } from './next-step.ts';

const personal = { grantKind: 'authorization_code', stage: 'active', grant: { hasRefreshToken: true } } as const;
const candidate = { ...personal, stage: 'candidate', grant: null } as const;
const application = { ...candidate, grantKind: 'client_credentials' } as const;

it.each([
  ['a wrong secret in use', 'config', 'microsoft_secret_expired', personal, 'replace_secret'],
  ['a wrong secret of a candidate', 'config', 'microsoft_secret_expired', candidate, 'change_settings'],
  ['another wrong setting in use', 'config', 'microsoft_app_not_found', personal, 'change_settings'],
  ['a revoked consent', 'consent', 'microsoft_grant_revoked', personal, 'reconnect'],
  ['a consent that no person can give', 'consent', 'microsoft_not_consented', application, 'try_again'],
  ['a policy against a held token', 'policy', 'exchange_smtp_disabled', personal, 'try_again'],
  ['a policy before the first token', 'policy', 'microsoft_admin_consent', candidate, 'reconnect'],
  ['a policy against an application', 'policy', 'exchange_smtp_disabled', application, 'try_again'],
  ['passing trouble', 'transient', 'network_timeout', personal, 'try_again'],
] as const)('%s', (_name, kind, code, connection, step) => {
  expect(nextStep({ class: kind, code }, connection)).toBe(step);
});
