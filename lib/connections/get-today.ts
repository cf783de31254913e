import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { type CalendarDay, calendarDay } from '#lib/time/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import type { DayCounts, TodayView } from './schema.ts';

const hourMs = 3_600_000;

/** What happened to a connection on the day it is now in this time zone: test e-mails and renewals, hour by hour. */
export async function getToday(ctx: TenantContext, connectionId: string, timeZone: string): Promise<TodayView> {
  requireScope(ctx, 'connections:read');
  const day = calendarDay(new Date(), timeZone);
  const happened = await inTenant(ctx.tenantId, async (tx) => {
    await connectionRowOrThrow(tx, ctx, connectionId);
    return happenedOn(tx, ctx, connectionId, day);
  });
  const began = day.from.getTime();
  const count = Math.ceil((day.until.getTime() - began) / hourMs);
  const hours = Array.from({ length: count }, (_, hour) => ({
    at: new Date(began + hour * hourMs).toISOString(),
    ...countsOf(happened.filter((row) => row.hour === hour)),
  }));
  return {
    timeZone,
    from: day.from.toISOString(),
    until: day.until.toISOString(),
    total: countsOf(happened),
    hours,
  };
}

type Happened = { hour: number; what: keyof DayCounts; count: number };

function countsOf(happened: Happened[]): DayCounts {
  const of = (wanted: Happened['what']) =>
    happened.reduce((sum, { what, count }) => sum + (what === wanted ? count : 0), 0);
  return {
    testsAccepted: of('testsAccepted'),
    testsRefused: of('testsRefused'),
    testsUnknown: of('testsUnknown'),
    renewals: of('renewals'),
    renewalFailures: of('renewalFailures'),
  };
}

/**
 * Of the hours from the day's beginning on. The first token of an application renews none; a refusal at the consent
 * screen, which names no resource, and one of a secret that was only tried are no failed renewals; a sign-in is no test
 * e-mail.
 */
function happenedOn(tx: Tx, ctx: TenantContext, connectionId: string, { from, until }: CalendarDay) {
  return tx.$queryRaw<Happened[]>`
    select floor(extract(epoch from at - ${from}::timestamptz) / 3600)::int as hour, what, count(*)::int as count
    from (
      select at, case
        when reply ->> 'signIn' is not null then null
        when kind = 'test_accepted' then 'testsAccepted'
        when kind = 'test_refused' then 'testsRefused'
        when kind = 'test_unknown' then 'testsUnknown'
        when kind in ('refreshed', 'rotated') then 'renewals'
        when kind = 'issued' and exists (
          select from grant_events before
          where before.tenant_id = event.tenant_id and before.connection_id = event.connection_id
            and before.id < event.id and before.kind = 'issued'
            and before.id > (select coalesce(max(id), 0) from grant_events ended
              where ended.tenant_id = event.tenant_id and ended.connection_id = event.connection_id
                and ended.id < event.id and ended.kind = 'disconnected')) then 'renewals'
        when kind in ('refused', 'failed') and resource is not null
          and not coalesce((reply ->> 'isTrial')::boolean, false) then 'renewalFailures'
        end as what
      from grant_events event
      where tenant_id = ${ctx.tenantId}::uuid and connection_id = ${connectionId}::uuid
        and at >= ${from}::timestamptz and at < ${until}::timestamptz
    ) as told
    where what is not null
    group by hour, what`;
}
