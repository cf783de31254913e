import { config } from '#lib/config/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import type { TenantContext } from './context.ts';

const windowMs = 60_000;

/**
 * Takes one try out of what the tenant has for a minute, once for each act of a person, a key or the operator that has
 * a server asked which an administrator names, whatever is asked of it then: whoever comes in too often, to however
 * many processes, is refused unseen (N8). What the worker renews takes none, and neither does ending an access: each
 * that can be revoked began with an act that did.
 *
 * @throws AppError `too_many_requests`, with when there is room again
 */
export async function requireTryBudget({ tenantId }: Pick<TenantContext, 'tenantId'>): Promise<void> {
  const most = config().testLimitPerMinute;
  const [claim] = await inTenant(
    tenantId,
    (tx) => tx.$queryRaw<{ freeAt: Date | null }[]>`
      select claim_try(${tenantId}::uuid, ${most}::int, make_interval(secs => ${windowMs / 1000})) as "freeAt"`,
  );
  if (claim?.freeAt) throw tooManyTries(most, claim.freeAt);
}

function tooManyTries(most: number, freeAt: Date): AppError {
  const seconds = Math.max(1, Math.ceil((freeAt.getTime() - Date.now()) / 1000));
  const message =
    `Connections can be tried ${most} times a minute, and that many tries were made. Nothing was sent: ` +
    `try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  return new AppError('too_many_requests', message, { retryAt: freeAt });
}
