import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { listGenerations } from './list-generations.ts';
import type { GrantLifeView } from './schema.ts';

/** At most this many stretches of time tell of renewals, and of failures: a line on a screen shows no more. */
const mostStretches = 240;

/** What became of a connection's grant since its last consent, or its first token where nobody consents. */
export async function getGrantLife(ctx: TenantContext, connectionId: string): Promise<GrantLifeView> {
  requireScope(ctx, 'connections:read');
  return inTenant(ctx.tenantId, async (tx) => {
    const { grant } = await connectionRowOrThrow(tx, ctx, connectionId);
    const began = grant && (await beginningOf(tx, ctx, connectionId));
    if (!began) return { beganAt: null, renewals: 0, renewedAt: [], failedAt: [], failingSince: null, chain: [] };
    const stretches = await stretchesSince(tx, ctx, connectionId, began);
    const renewed = stretches.filter(({ failed }) => !failed);
    const failed = stretches.filter((stretch) => stretch.failed);
    return {
      beganAt: began.at.toISOString(),
      renewals: renewed.reduce((sum, { count }) => sum + count, 0),
      renewedAt: renewed.map(({ at }) => at.toISOString()),
      failedAt: failed.map(({ at }) => at.toISOString()),
      failingSince: (await failingSince(tx, ctx, connectionId, began))?.toISOString() ?? null,
      chain: await listGenerations(tx, ctx, connectionId),
    };
  });
}

type Event = { id: bigint; at: Date };

/** Since somebody disconnected it, the last consent or else the first token. */
async function beginningOf(tx: Tx, ctx: TenantContext, connectionId: string): Promise<Event | null> {
  const where = { tenantId: ctx.tenantId, connectionId };
  const last = await tx.grantEvent.findFirst({
    where: { ...where, kind: { in: ['consented', 'disconnected'] } },
    orderBy: { id: 'desc' },
    select: { id: true, at: true, kind: true },
  });
  if (last?.kind === 'consented') return last;
  return tx.grantEvent.findFirst({
    where: { ...where, kind: 'issued', id: { gt: last?.id ?? 0n } },
    orderBy: { id: 'asc' },
    select: { id: true, at: true },
  });
}

type Stretch = { failed: boolean; at: Date; count: number };

/**
 * The events since, the first of each stretch. A stretch is so many minutes, a power of two, counted from the beginning
 * on: as a grant grows old stretches join in pairs, and what stays shown stays in its place. A refusal at the consent
 * screen, which names no resource, is none of the grant's; nor is one of a secret that was only tried.
 */
function stretchesSince(tx: Tx, ctx: TenantContext, connectionId: string, began: Event): Promise<Stretch[]> {
  const ageMinutes = (Date.now() - began.at.getTime()) / 60_000;
  const minutes = 2 ** Math.max(0, Math.ceil(Math.log2(ageMinutes / mostStretches)));
  return tx.$queryRaw<Stretch[]>`
    select kind in ('refused', 'failed') as failed, min(at) as at, count(*)::int as count
    from grant_events
    where tenant_id = ${ctx.tenantId}::uuid and connection_id = ${connectionId}::uuid and id > ${began.id}
      and (kind in ('issued', 'refreshed', 'rotated') or (kind in ('refused', 'failed') and resource is not null
        and not coalesce((reply ->> 'isTrial')::boolean, false)))
    group by failed, date_bin(make_interval(mins => ${minutes}::int), at, ${began.at}::timestamptz)
    order by at`;
}

async function failingSince(tx: Tx, ctx: TenantContext, connectionId: string, began: Event): Promise<Date | null> {
  const where = { tenantId: ctx.tenantId, connectionId };
  const lastGood = await tx.grantEvent.findFirst({
    where: { ...where, kind: { in: ['consented', 'issued', 'refreshed', 'rotated'] } },
    orderBy: { id: 'desc' },
    select: { id: true },
  });
  const [first] = await tx.$queryRaw<Pick<Event, 'at'>[]>`
    select at from grant_events
    where tenant_id = ${ctx.tenantId}::uuid and connection_id = ${connectionId}::uuid and id > ${lastGood?.id ?? began.id}
      and kind in ('refused', 'failed') and resource is not null
      and not coalesce((reply ->> 'isTrial')::boolean, false)
    order by id limit 1`;
  return first?.at ?? null;
}
