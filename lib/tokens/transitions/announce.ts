import { type Secret, sha256 } from '#lib/crypto/index.ts';
import type { Connection, Grant } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';

/**
 * Outlives the token request (12 s), so that a holder that still waits is still the holder, and has as long again to
 * store its answer. Ends before half a minute is over: so long servers with a grace take a used token once more, and
 * whoever follows a dead holder comes in time (R3).
 */
export const leaseMs = 25_000;

/** A server that forgives no second use sees a token at most this often: the request, and one retry. */
export const maxPresentations = 2;

/**
 * at rest, overdue or unanswered → asked. Writes intent and fence; null when the grant is no longer as it was read:
 * another process claimed it, or its holder settled since, after which the token read is a used one; or when the
 * connection was changed, after which the secret and the endpoint read are those before. The database's clock decides,
 * not ours.
 */
export async function announce(
  tx: Tx,
  grant: Grant,
  { id, configVersion, secretVersion }: Connection,
  { refreshToken, isUse }: { refreshToken: Secret | null; isUse: boolean },
): Promise<bigint | null> {
  const intent = refreshToken ? sha256(refreshToken.reveal()) : null;
  const usedAt = isUse ? new Date() : null;
  const rows = await tx.$queryRaw<{ fence: bigint }[]>`
    update grants
       set fence = fence + 1,
           lease_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000}::double precision),
           intent = ${intent},
           presentations = presentations + ${refreshToken ? 1 : 0}::int,
           last_used_at = coalesce(${usedAt}::timestamptz, last_used_at)
     where id = ${grant.id}::uuid and fence = ${grant.fence}
       and lease_until is not distinct from ${grant.leaseUntil}::timestamptz
       and (lease_until is null or lease_until <= clock_timestamp())
       and exists (select from connections
                    where id = ${id}::uuid and config_version = ${configVersion} and secret_version = ${secretVersion})
    returning fence`;
  return rows[0]?.fence ?? null;
}
