import { system } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { createUnderWay } from '#lib/time/index.ts';
import { deliverOnce } from './deliver-once.ts';

type Due = { id: string; tenantId: string; webhookId: string };

/** Of one tenant: the others of it wait for their turn. */
const mostOfATenant = 3;

/**
 * Makes the deliveries whose time has come. Each call begins what there are places for and does not wait for it;
 * `settled` does. At most one at a time goes to a webhook and few to those of one tenant, so that an address that does
 * not answer holds up nobody else's.
 */
export function createDeliverer(places = 50) {
  const underWay = createUnderWay(places);
  const tenantOf = new Map<string, string>();
  const ofTenant = (tenantId: string) => underWay.names().filter((name) => tenantOf.get(name) === tenantId).length;

  return {
    deliverDue: async (now = new Date()): Promise<void> => {
      if (underWay.free() <= 0) return;
      for (const { id, tenantId, webhookId } of await dueDeliveries(now, underWay.names())) {
        if (underWay.free() <= 0) return;
        if (ofTenant(tenantId) >= mostOfATenant) continue;
        tenantOf.set(webhookId, tenantId);
        underWay.begin(webhookId, () => deliver(tenantId, id, now).finally(() => tenantOf.delete(webhookId)));
      }
    },
    settled: underWay.settled,
  };
}

/** The longest due of each webhook that none is under way to. */
function dueDeliveries(now: Date, except: string[]): Promise<Due[]> {
  return system().$queryRaw<Due[]>`
    select id, tenant_id as "tenantId", webhook_id as "webhookId" from (
      select distinct on (webhook_id) id, tenant_id, webhook_id, next_attempt_at from webhook_deliveries
       where next_attempt_at <= ${now} and webhook_id <> all (${except}::uuid[])
       order by webhook_id, next_attempt_at) first_of_each
     order by next_attempt_at limit 500`;
}

/** What fails in our own code is tried again when the claim has run out. */
async function deliver(tenantId: string, id: string, now: Date): Promise<void> {
  await deliverOnce(tenantId, id, now).catch((error: unknown) =>
    log().error({ err: error, tenantId, deliveryId: id }, 'a delivery failed'),
  );
}
