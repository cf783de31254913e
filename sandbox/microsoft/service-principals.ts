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

export type Place = { clientId: string; directoryId: string };

const isAt = ({ clientId, directoryId }: Place, one: Place): boolean =>
  one.clientId === clientId && one.directoryId === directoryId;

export const findServicePrincipal = (store: Store, place: Place): ServicePrincipal | undefined =>
  store.state.microsoft.servicePrincipals.find((one) => isAt(place, one));

export const findServicePrincipalById = (store: Store, objectId: string): ServicePrincipal | undefined =>
  store.state.microsoft.servicePrincipals.find((one) => one.objectId === objectId.toLowerCase());

const newServicePrincipal = ({ clientId, directoryId }: Place, createdAt: string): ServicePrincipal => ({
  objectId: randomUUID(),
  clientId,
  directoryId,
  createdAt,
});

/** Makes the application known in a directory, once; the caller saves. */
export function installApplication(store: Store, place: Place): void {
  if (findServicePrincipal(store, place)) return;
  store.state.microsoft.servicePrincipals.push(newServicePrincipal(place, new Date().toISOString()));
}

/** Deletes the application from one directory with all that was consented there; its registration stays. */
export function removeServicePrincipal(store: Store, place: Place): void {
  const { microsoft } = store.state;
  microsoft.servicePrincipals = microsoft.servicePrincipals.filter((one) => !isAt(place, one));
  microsoft.consents = microsoft.consents.filter((one) => !isAt(place, one));
  store.save();
}

/** For a state kept without them: one at home for every registration, and one wherever someone consented. */
export function impliedServicePrincipals(
  known: Pick<MicrosoftState, 'registrations' | 'consents'>,
): ServicePrincipal[] {
  const all: ServicePrincipal[] = [];
  const places = [
    ...known.registrations.map((one) => ({ ...one, since: one.createdAt })),
    ...known.consents.map((one) => ({ ...one, since: one.givenAt })),
  ];
  for (const { since, ...place } of places) {
    if (!all.some((one) => isAt(place, one))) all.push(newServicePrincipal(place, since));
  }
  return all;
}
