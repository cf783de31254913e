import type { TenantContext } from '#lib/accounts/index.ts';
import type { Tx } from '#lib/db/index.ts';
import type { GenerationView } from './schema.ts';

/** A chain on a screen: its newest links one by one, of those before only what a person consented to. */
const newest = 5;
const most = 20;

type Row = {
  generation: number;
  isConsent: boolean;
  consentedBy: string | null;
  receivedAt: Date;
  replacedAt: Date | null;
  timesKept: number;
  keptAt: Date | null;
  failures: number;
};

/** The refresh tokens of a grant, newest first, since its first consent: a later one goes on with the count. */
export async function listGenerations(tx: Tx, ctx: TenantContext, connectionId: string): Promise<GenerationView[]> {
  const rows = await tx.$queryRaw<Row[]>`
    with chain as (
      select generation,
             bool_or(kind = 'consented') as consented,
             min(actor_name) filter (where kind = 'consented') as consented_by,
             min(at) filter (where kind in ('consented', 'rotated')) as received_at,
             count(*) filter (where kind = 'refreshed')::int as times_kept,
             max(at) filter (where kind = 'refreshed') as kept_at,
             count(*) filter (where kind in ('refused', 'failed') and resource is not null
               and not coalesce((reply ->> 'isTrial')::boolean, false))::int as failures
      from grant_events
      where tenant_id = ${ctx.tenantId}::uuid and connection_id = ${connectionId}::uuid and generation > 0
        and id > (select coalesce(max(id), 0) from grant_events
                   where tenant_id = ${ctx.tenantId}::uuid and connection_id = ${connectionId}::uuid
                     and kind = 'disconnected')
      group by generation
    ), linked as (
      select *, lead(received_at) over up as replaced_at, row_number() over (order by generation desc) as nth
      from chain where received_at is not null
      window up as (order by generation)
    )
    select generation, consented as "isConsent", consented_by as "consentedBy", received_at as "receivedAt",
           replaced_at as "replacedAt", times_kept as "timesKept", kept_at as "keptAt", failures
    from linked where nth <= ${newest} or consented
    order by generation desc limit ${most}`;
  return rows.map(({ isConsent, receivedAt, replacedAt, keptAt, ...row }) => ({
    ...row,
    by: isConsent ? 'consent' : 'rotation',
    receivedAt: receivedAt.toISOString(),
    replacedAt: replacedAt?.toISOString() ?? null,
    keptAt: keptAt?.toISOString() ?? null,
  }));
}
