import type { Store } from '#sandbox/state.ts';
import { findPermission } from './permissions.ts';
import type { Registration } from './registrations.ts';

/** Permissions given to an application in one directory, by one person or (userId `*`) by an administrator for all. */
export type Consent = { clientId: string; directoryId: string; userId: string; permissions: string[]; givenAt: string };

const everyone = '*';
type Place = { clientId: string; directoryId: string };

/** Adds permissions to what this person (or everyone) has consented to. */
export function giveConsent(store: Store, place: Place, userId: string, permissions: string[]): void {
  const { consents } = store.state.microsoft;
  const existing = consents.find(
    (one) => one.clientId === place.clientId && one.directoryId === place.directoryId && one.userId === userId,
  );
  if (existing) existing.permissions = [...new Set([...existing.permissions, ...permissions])];
  else consents.push({ ...place, userId, permissions: [...permissions], givenAt: new Date().toISOString() });
  store.save();
}

/** Grants everything configured under API permissions to everyone in the directory. */
export function giveAdminConsent(
  store: Store,
  registration: Registration,
  directoryId: string,
  more: string[] = [],
): void {
  giveConsent(store, { clientId: registration.clientId, directoryId }, everyone, [
    ...registration.permissions,
    ...more,
  ]);
}

const ofPlace = (store: Store, { clientId, directoryId }: Place): Consent[] =>
  store.state.microsoft.consents.filter((one) => one.clientId === clientId && one.directoryId === directoryId);

/** Delegated permission ids in force for one person. */
export function consentedIds(store: Store, place: Place, userId: string): Set<string> {
  const given = ofPlace(store, place).filter((one) => one.userId === userId || one.userId === everyone);
  return new Set(given.flatMap((one) => one.permissions));
}

/** Permission ids an administrator granted for the whole directory. */
export const adminConsentedIds = (store: Store, place: Place): Set<string> => consentedIds(store, place, everyone);

/** Names of the application permissions in force at one API; what `roles` of an app-only token will hold. */
export function rolesOf(store: Store, place: Place, api: string): string[] {
  return [...adminConsentedIds(store, place)]
    .map(findPermission)
    .filter((known) => known?.kind === 'application' && known.resource === api)
    .map((known) => known?.name ?? '');
}

/** Whether the application is known in this directory: at home, or because someone there consented. */
export const isInstalled = (store: Store, registration: Registration, directoryId: string): boolean =>
  registration.directoryId === directoryId ||
  ofPlace(store, { clientId: registration.clientId, directoryId }).length > 0;
