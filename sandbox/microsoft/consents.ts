import type { Store } from '#sandbox/state.ts';
import { findPermission } from './permissions.ts';
import type { Registration } from './registrations.ts';
import { type Installation, installApplication } from './service-principals.ts';

/** Permissions given to an application in one directory, by one person or (userId `*`) by an administrator for all. */
export type Consent = { clientId: string; directoryId: string; userId: string; permissions: string[]; givenAt: string };

export const everyone = '*';

/** Adds permissions to what this person (or everyone) has consented to; the application is then known there. */
export function giveConsent(store: Store, installation: Installation, userId: string, permissions: string[]): void {
  const { consents } = store.state.microsoft;
  installApplication(store, installation);
  const existing = consents.find(
    (one) =>
      one.clientId === installation.clientId && one.directoryId === installation.directoryId && one.userId === userId,
  );
  if (existing) existing.permissions = [...new Set([...existing.permissions, ...permissions])];
  else
    consents.push({
      clientId: installation.clientId,
      directoryId: installation.directoryId,
      userId,
      permissions: [...permissions],
      givenAt: new Date().toISOString(),
    });
  store.save();
}

/** Grants permissions to everyone in the directory; those configured under API permissions unless others are named. */
export function giveAdminConsent(
  store: Store,
  registration: Registration,
  directoryId: string,
  permissions: string[] = registration.permissions,
): void {
  giveConsent(store, { clientId: registration.clientId, directoryId }, everyone, permissions);
}

/** Everything in force for an application in one directory. */
export const consentsAt = (store: Store, { clientId, directoryId }: Installation): Consent[] =>
  store.state.microsoft.consents.filter((one) => one.clientId === clientId && one.directoryId === directoryId);

/**
 * Takes one permission back from one person or (`*`) from everyone. Tokens already issued live on to their end; the
 * next refresh is refused (AADSTS65001), the next app-only token comes without the role.
 */
export function revokePermission(store: Store, installation: Installation, userId: string, permission: string): void {
  for (const one of consentsAt(store, installation).filter((known) => known.userId === userId)) {
    one.permissions = one.permissions.filter((known) => known !== permission);
  }
  forgetEmpty(store);
}

/** Takes back everything that anyone granted the application in this directory. */
export function revokeAllPermissions(store: Store, installation: Installation): void {
  for (const one of consentsAt(store, installation)) one.permissions = [];
  forgetEmpty(store);
}

function forgetEmpty(store: Store): void {
  const { microsoft } = store.state;
  microsoft.consents = microsoft.consents.filter(({ permissions }) => permissions.length > 0);
  store.save();
}

/** Delegated permission ids in force for one person. */
export function consentedIds(store: Store, installation: Installation, userId: string): Set<string> {
  const given = consentsAt(store, installation).filter((one) => one.userId === userId || one.userId === everyone);
  return new Set(given.flatMap((one) => one.permissions));
}

/** Permission ids an administrator granted for the whole directory. */
export const adminConsentedIds = (store: Store, installation: Installation): Set<string> =>
  consentedIds(store, installation, everyone);

/** Names of the application permissions in force at one API; what `roles` of an app-only token will hold. */
export function rolesOf(store: Store, installation: Installation, api: string): string[] {
  return [...adminConsentedIds(store, installation)]
    .map(findPermission)
    .filter((known) => known?.kind === 'application' && known.resource === api)
    .map((known) => known?.name ?? '');
}
