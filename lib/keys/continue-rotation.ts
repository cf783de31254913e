import { latestRotation, system } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { renewTenant } from './renew-tenant.ts';
import { resealTenant } from './reseal-tenant.ts';
import { unfinishedTenants } from './tenants.ts';

/**
 * Brings the newest rotation further, tenant by tenant, until it is through or the signal comes. All it needs to know
 * stands in the rows, so that any process goes on where another was killed, and several may work at once. A tenant that
 * fails is left for the next time and holds up no other.
 */
export async function continueRotation(signal: AbortSignal): Promise<void> {
  const rotation = await latestRotation(system());
  if (!rotation) return;
  const failures: unknown[] = [];
  for (const tenant of await unfinishedTenants(rotation.generation)) {
    if (signal.aborted) return;
    try {
      await renewTenant(tenant, rotation);
      const { unreadable, isThrough } = await resealTenant(tenant.id, signal);
      if (isThrough && unreadable.length > 0)
        log().error({ tenantId: tenant.id, unreadable }, 'sealed values that no key opens were left as they are');
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
