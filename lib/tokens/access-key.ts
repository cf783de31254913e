import { sha256 } from '#lib/crypto/index.ts';
import type { Tx } from '#lib/db/index.ts';
import type { Identity } from '#lib/oauth/index.ts';
import type { ConnectionSettings } from './connection-settings.ts';

type Offer = Pick<ConnectionSettings, 'connection' | 'provider' | 'settings' | 'endpoints'>;

/**
 * Where a connection's refresh token can be revoked, null where it cannot. Only at the server that gave it: a token got
 * from a token endpoint that an admin put in is not shown to the provider's own. An application that needs nobody's
 * consent has no refresh token; its access tokens are left to themselves, as they end within the hour and a new one
 * takes the secret or the key, which is forgotten here and withdrawn on the provider's pages.
 */
export function revocationAt({ connection, provider, settings, endpoints }: Offer) {
  const { revocation } = provider;
  if (revocation.kind === 'none' || connection.grantKind === 'client_credentials') return null;
  return endpoints.tokenEndpoint === provider.endpoints(settings).tokenEndpoint ? revocation : null;
}

/**
 * Names what a revocation would take along: what one account allowed one project. A hash, so that grants of several
 * tenants can be compared by who may see nothing else of them. Null where the provider takes nothing along. Whichever
 * token endpoint was used: a provider has several addresses, and it is the issuer that signed who consented.
 */
export function accessKeyOf(from: Offer, identity: Identity | undefined): Uint8Array<ArrayBuffer> | null {
  const { revocation } = from.provider;
  if (revocation.kind === 'none' || !identity) return null;
  const project = revocation.project(from.connection.clientId);
  return sha256(JSON.stringify([identity.issuer, identity.subject, project]));
}

/**
 * Lets one transaction at a time store, forget or count the grants of one access, across tenants. Whoever locks
 * connections too locks those first.
 */
export async function lockAccess(tx: Tx, accessKey: Uint8Array): Promise<void> {
  await lockAccesses(tx, [accessKey]);
}

/** The same of several, in the order in which everybody locks them: tenants that leave at once may share some. */
export async function lockAccesses(tx: Tx, accessKeys: readonly Uint8Array[]): Promise<void> {
  const names = [...new Set(accessKeys.map((key) => `access ${Buffer.from(key).toString('hex')}`))].sort();
  if (names.length === 0) return;
  await tx.$executeRaw`
    select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(${names}::text[]) as name`;
}
