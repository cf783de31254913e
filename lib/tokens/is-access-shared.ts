import { acrossTenants, type Tx } from '#lib/db/index.ts';

/**
 * Whether another grant, in whatever tenant, would die with a revocation of this access: one that its provider has not
 * called dead and that has not reached the day named for its end. One that a policy holds back counts as alive. Of the
 * other nothing else is told. `except`: the grants that leave, while they are there.
 */
export async function isAccessShared(tx: Tx, accessKey: Uint8Array, except: readonly string[]): Promise<boolean> {
  const rows = await acrossTenants(
    tx,
    () => tx.$queryRaw<{ shared: boolean }[]>`
      select exists (
        select from grants
         where access_key = ${accessKey} and id <> all (${except}::uuid[]) and over_at is null
           and (refresh_token_expires_at is null or refresh_token_expires_at > now())
      ) as shared`,
  );
  return rows[0]?.shared ?? false;
}

/**
 * Whether an access was being revoked, by whatever tenant, at a moment of the last `spanMs`. By the database's clock
 * alone. The caller holds the access's lock, so none begins meanwhile.
 */
export async function wasRevokedWithin(tx: Tx, accessKey: Uint8Array, spanMs: number): Promise<boolean> {
  const rows = await acrossTenants(
    tx,
    () => tx.$queryRaw<{ revoked: boolean }[]>`
      select exists (
        select from revocations
         where access_key = ${accessKey}
           and (ended_at is null or ended_at > clock_timestamp() - make_interval(secs => ${spanMs / 1000}::double precision))
      ) as revoked`,
  );
  return rows[0]?.revoked ?? false;
}
