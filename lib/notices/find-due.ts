import { system } from '#lib/db/index.ts';
import { aheadMs } from './matters.ts';

export type DueConnection = { tenantId: string; connectionId: string };

const mostAtOnce = 200;

/**
 * The connections whose notices are not as they should be: in trouble or near an end without a notice that says so, a
 * step that has come, or a notice of what is over. Each part reads an index of the few that it is about, whatever the
 * number of connections.
 */
export function findDue(now: Date): Promise<DueConnection[]> {
  const ahead = new Date(now.getTime() + aheadMs);
  return system().$queryRaw<DueConnection[]>`
    with open as (
      select connection_id, tenant_id, kind, ends_at, next_step_at from notices where closed_at is null),
    troubled as (
      select id, tenant_id, case when health = 'invalid' then 'needs_settings' else 'needs_consent' end as kind
        from connections where stage = 'active' and health in ('invalid', 'needs_consent', 'blocked')),
    ending as (
      select id, tenant_id, 'secret_ending' as kind from connections
       where stage = 'active' and client_secret_expires_at is not null and client_secret_expires_at <= ${ahead}
      union all
      select g.connection_id, g.tenant_id, 'grant_ending' from grants g
        join connections c on c.id = g.connection_id and c.stage = 'active'
       where g.refresh_token_expires_at is not null and g.refresh_token_expires_at > ${now}
         and g.refresh_token_expires_at <= ${ahead}),
    unsaid as (
      select id as connection_id, tenant_id from (select * from troubled union all select * from ending) so
       where not exists (select from open where open.connection_id = so.id and open.kind = so.kind)),
    outdated as (
      select open.connection_id, open.tenant_id from open
        left join connections c on c.id = open.connection_id and c.stage = 'active'
        left join grants g on g.connection_id = open.connection_id and open.kind = 'grant_ending'
       where open.next_step_at <= ${now} or c.id is null
          or (open.kind = 'secret_ending' and c.client_secret_expires_at is distinct from open.ends_at)
          or (open.kind = 'grant_ending' and g.refresh_token_expires_at is distinct from open.ends_at)
          or (open.kind = 'needs_consent' and c.health not in ('needs_consent', 'blocked', 'retrying'))
          or (open.kind = 'needs_settings' and c.health not in ('invalid', 'retrying')))
    select distinct tenant_id as "tenantId", connection_id as "connectionId"
      from (select * from unsaid union all select * from outdated) due limit ${mostAtOnce}`;
}
