import type { Secret } from '#lib/crypto/index.ts';
import type { Client } from '#lib/oauth/index.ts';
import type { ConnectionSettings } from './connection-settings.ts';

type Of = Pick<ConnectionSettings, 'provider' | 'settings' | 'connection'>;

/** A connection's client as its authorization server knows it. Without a secret nothing but its id is shown. */
export function clientOf({ provider, settings, connection: { clientId } }: Of, secret: Secret | null): Client {
  const method = provider.clientAuthentication(settings);
  if (!secret || method === 'none') return { clientId, authentication: { method: 'none' } };
  if (method !== 'private_key_jwt') return { clientId, authentication: { method, secret } };
  return { clientId, authentication: { method, key: secret, keyTypes: provider.keyTypes } };
}
