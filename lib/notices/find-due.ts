import { Prisma } from '#lib/db/generated/client.ts';
import { system } from '#lib/db/index.ts';
import { aheadMs } from './matters.ts';

export type DueConnection = { tenantId: string; connectionId: string };

const mostAtOnce = 200;

/**
 * The connections whose notices are not as they should be: what is so of one without a notice that says it, a notice of
 * what is over or ends at another time, or a step that has come. What is so is read from the indexes of the few
 * connections that it is about, whatever the number of all, and compared with the open notices in one join. Of trouble
 * that is tried again nothing is known yet.
 */
export function findDue(now: Date): Promise<DueConnection[]> {
  return byIndexes<DueConnection>(dueQuery(now));
}

/**
 * Row-level security keeps the statistics of an enum from the planner, which then takes the few in trouble for all
 * there are: it is told to look into the indexes.
 */
export async function byIndexes<Row>(query: Prisma.Sql): Promise<Row[]> {
  const [, rows] = await system().$transaction([
    system().$queryRaw`select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`,
    system().$queryRaw<Row[]>(query),
  ]);
  return rows;
}

export function dueQuery(now: Date): Prisma.Sql {
  const ahead = new Date(now.getTime() + aheadMs);
  return Prisma.sql`
    with so as (
      select id as connection_id, tenant_id, null::timestamptz as ends_at,
             case when health = 'invalid' then 'needs_settings' else 'needs_consent' end as kind
        from connections where stage = 'active' and health in ('invalid', 'needs_consent', 'blocked')
      union all
      select id, tenant_id, client_secret_expires_at, 'secret_ending' from connections
       where stage = 'active' and client_secret_expires_at is not null and client_secret_expires_at <= ${ahead}
      union all
      select g.connection_id, g.tenant_id, g.refresh_token_expires_at, 'grant_ending'
        from grants g join connections c on c.id = g.connection_id and c.stage = 'active'
       where g.refresh_token_expires_at is not null and g.refresh_token_expires_at > ${now}
         and g.refresh_token_expires_at <= ${ahead}),
    said as (
      select connection_id, tenant_id, ends_at, kind, next_step_at from notices where closed_at is null),
    due as materialized (
      select coalesce(so.connection_id, said.connection_id) as connection_id,
             coalesce(so.tenant_id, said.tenant_id) as tenant_id,
             so.kind is null and said.kind in ('needs_consent', 'needs_settings') as has_passed
        from so full join said on said.connection_id = so.connection_id and said.kind = so.kind
       where so.kind is null or said.kind is null or so.ends_at is distinct from said.ends_at
          or said.next_step_at <= ${now})
    select tenant_id as "tenantId", connection_id as "connectionId" from due
     where not has_passed or (
       -- One look by the key for each of these few.
       select c.health = 'retrying' from connections c where c.id = due.connection_id and c.stage = 'active'
     ) is not true
     group by tenant_id, connection_id
     -- Those that fail every time must not be the first every time.
     order by random()
     limit ${mostAtOnce}`;
}
