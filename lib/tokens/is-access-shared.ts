import { acrossTenants, type Tx } from '#lib/db/index.ts';

/**
 * Whether another grant, in whatever tenant, would die with a revocation of this access: one that its provider has not
 * called dead and that has not reached the day named for its end. One that a policy holds back counts as alive. Of the
 * other nothing else is told. `except`: the grants that leave, while they are there.
 */
export async function isAccessShared(tx: Tx, accessKey: Uint8Array, except: readonly string[]): Promise<boolean> {
  return (await sharedAccesses(tx, [accessKey], except))(accessKey);
}

/** The same of several accesses, by one look: answers with what tells of each of them. */
export async function sharedAccesses(
  tx: Tx,
  accessKeys: readonly Uint8Array[],
  except: readonly string[],
): Promise<(accessKey: Uint8Array) => boolean> {
  const names = accessKeys.map(hex);
  const rows =
    names.length === 0
      ? []
      : await acrossTenants(
          tx,
          () => tx.$queryRaw<{ name: string }[]>`
            select distinct encode(access_key, 'hex') as name from grants
             where access_key in (select decode(name, 'hex') from unnest(${names}::text[]) as name)
               and id <> all (${except}::uuid[]) and over_at is null
               and (refresh_token_expires_at is null or refresh_token_expires_at > now())`,
        );
  const shared = new Set(rows.map(({ name }) => name));
  return (accessKey) => shared.has(hex(accessKey));
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

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
