export { accessKeyOf, lockAccess, revocationAt } from './access-key.ts';
export { accessToken, type TokenUse } from './access-token.ts';
export { applicationToken } from './application-token.ts';
export { askToRevoke, type RevocationEnd } from './ask-to-revoke.ts';
export { type BegunRevocation, takeUpRevocation } from './begin-revocation.ts';
export { clearConfigProblem } from './clear-grant-problem.ts';
export { clientOf } from './client-of.ts';
export {
  type ConnectionSettings,
  fetchWithin,
  type Overrides,
  openClientSecret,
  openProxyPassword,
  type StoredProxy,
  sealClientSecret,
  sealProxyPassword,
  settingsOf,
  settingsOrThrow,
} from './connection-settings.ts';
export { type CredentialUse, credentialOf } from './credential-of.ts';
export { dropAnswer } from './drop-answer.ts';
export { ensureGrant } from './ensure-grant.ts';
export { eventActor } from './event-actor.ts';
export { type Forgotten, forgetGrant, forgetGrants } from './forget-grant.ts';
export { sharedAccesses, wasRevokedWithin } from './is-access-shared.ts';
export { lockConnection, lockLiveConnections } from './lock-connection.ts';
export { openRequest } from './open-request.ts';
export { redirectUrl } from './redirect-url.ts';
export { createRenewer, findDue } from './renew-due.ts';
export { isUsedLately, nextRefresh, renewalTime } from './renewal-time.ts';
export { requireKeys } from './require-keys.ts';
export { servesUntil } from './serves-until.ts';
export { consentedIdentity, storeConsent } from './store-consent.ts';
export type { StoredEventReply } from './stored-event-reply.ts';
export { describeProblem, problemColumn, type StoredProblem } from './stored-problem.ts';
export { revocationColumn, type StoredRevocation } from './stored-revocation.ts';
export { storing } from './storing.ts';
