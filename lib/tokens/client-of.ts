import type { Secret } from '#lib/crypto/index.ts';
import type { Client } from '#lib/oauth/index.ts';
import type { Provider } from '#lib/providers/index.ts';
import type { ConnectionSettings } from './connection-settings.ts';

type Of = Pick<ConnectionSettings, 'provider' | 'settings' | 'connection'>;

/** How an application shows its secret: its provider and its settings say so. Plain data. */
export type Showing = Pick<Provider, 'keyTypes'> & { method: ReturnType<Provider['clientAuthentication']> };

export function showingOf({ provider, settings }: Pick<Of, 'provider' | 'settings'>): Showing {
  return { method: provider.clientAuthentication(settings), keyTypes: provider.keyTypes };
}

/** A connection's client as its authorization server knows it. Without a secret nothing but its id is shown. */
export function clientOf(of: Of, secret: Secret | null): Client {
  return clientShowing(of.connection.clientId, showingOf(of), secret);
}

/** The same of a client that is no connection's any more. */
export function clientShowing(clientId: string, { method, keyTypes }: Showing, secret: Secret | null): Client {
  if (!secret || method === 'none') return { clientId, authentication: { method: 'none' } };
  if (method !== 'private_key_jwt') return { clientId, authentication: { method, secret } };
  return { clientId, authentication: { method, key: secret, keyTypes } };
}
