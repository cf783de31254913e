export { accessToken, type TokenUse } from './access-token.ts';
export { clearConfigProblem } from './clear-grant-problem.ts';
export {
  type ConnectionSettings,
  type Overrides,
  openClientSecret,
  sealClientSecret,
  settingsOf,
  settingsOrThrow,
} from './connection-settings.ts';
export { ensureGrant } from './ensure-grant.ts';
export { forgetGrant } from './forget-grant.ts';
export { lockConnection } from './lock-connection.ts';
export { redirectUrl } from './redirect-url.ts';
export { createRenewer } from './renew-due.ts';
export { renewalTime } from './renewal-time.ts';
export { requireKeys } from './require-keys.ts';
export { servesUntil } from './serves-until.ts';
export { consentedIdentity, storeConsent } from './store-consent.ts';
export type { StoredEventReply } from './stored-event-reply.ts';
export { describeProblem, problemColumn, type StoredProblem } from './stored-problem.ts';
export { storing } from './storing.ts';
