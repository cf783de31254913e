import type { Store } from '#sandbox/state.ts';

/**
 * One line of “Domain-wide delegation”. The admin console takes whatever is typed as Client ID, an e-mail address too;
 * only the numeric one works at the token endpoint (providers.md §1.5).
 */
export type Delegation = { domainId: string; clientId: string; scopes: string[]; createdAt: string };

export const findDelegation = (store: Store, domainId: string, clientId: string): Delegation | undefined =>
  store.state.google.delegations.find((one) => one.domainId === domainId && one.clientId === clientId);

/** Whether any organization of the sandbox delegates to this numeric client ID. */
export const isDelegatedAnywhere = (store: Store, clientId: string): boolean =>
  store.state.google.delegations.some((one) => one.clientId === clientId);

/** Authorizes a client for the whole domain; an entry that exists is replaced. */
export function delegate(store: Store, domainId: string, clientId: string, scopes: string[]): void {
  removeDelegation(store, domainId, clientId);
  store.state.google.delegations.push({ domainId, clientId, scopes, createdAt: new Date().toISOString() });
  store.save();
}

export function removeDelegation(store: Store, domainId: string, clientId: string): void {
  const { google } = store.state;
  google.delegations = google.delegations.filter((one) => one.domainId !== domainId || one.clientId !== clientId);
  store.save();
}
