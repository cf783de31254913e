import { randomUUID } from 'node:crypto';
import type { MicrosoftState, Store } from '#sandbox/state.ts';

/** An application in one directory, which Entra lists under Enterprise applications: consent is given to it. */
export type ServicePrincipal = {
  /** The object id that Exchange's New-ServicePrincipal wants; another one than the app registration's. */
  objectId: string;
  clientId: string;
  directoryId: string;
  createdAt: string;
};

export type Installation = { clientId: string; directoryId: string };

const isAt = ({ clientId, directoryId }: Installation, one: Installation): boolean =>
  one.clientId === clientId && one.directoryId === directoryId;

export const findServicePrincipal = (store: Store, installation: Installation): ServicePrincipal | undefined =>
  store.state.microsoft.servicePrincipals.find((one) => isAt(installation, one));

export const findServicePrincipalById = (store: Store, objectId: string): ServicePrincipal | undefined =>
  store.state.microsoft.servicePrincipals.find((one) => one.objectId === objectId.toLowerCase());

const newServicePrincipal = ({ clientId, directoryId }: Installation, createdAt: string): ServicePrincipal => ({
  objectId: randomUUID(),
  clientId,
  directoryId,
  createdAt,
});

/** Makes the application known in a directory, once; the caller saves. */
export function installApplication(store: Store, installation: Installation): void {
  if (findServicePrincipal(store, installation)) return;
  store.state.microsoft.servicePrincipals.push(newServicePrincipal(installation, new Date().toISOString()));
}

/** Deletes the application from one directory with all that was consented there; its registration stays. */
export function removeServicePrincipal(store: Store, installation: Installation): void {
  const { microsoft } = store.state;
  microsoft.servicePrincipals = microsoft.servicePrincipals.filter((one) => !isAt(installation, one));
  microsoft.consents = microsoft.consents.filter((one) => !isAt(installation, one));
  store.save();
}

/** For a state kept without them: one at home for every registration, and one wherever someone consented. */
export function impliedServicePrincipals(
  known: Pick<MicrosoftState, 'registrations' | 'consents'>,
): ServicePrincipal[] {
  const all: ServicePrincipal[] = [];
  const installations = [
    ...known.registrations.map((one) => ({ ...one, since: one.createdAt })),
    ...known.consents.map((one) => ({ ...one, since: one.givenAt })),
  ];
  for (const { since, ...installation } of installations) {
    if (!all.some((one) => isAt(installation, one))) all.push(newServicePrincipal(installation, since));
  }
  return all;
}
