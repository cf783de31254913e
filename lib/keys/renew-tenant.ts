import { recordAudit } from '#lib/audit/index.ts';
import { inTenantAlone, type Rotation } from '#lib/db/index.ts';
import { dataKid, renewDataKey } from '#lib/db/vault.ts';
import { operatorIn, type Tenant } from './tenants.ts';

/** Gives a tenant the keys of a rotation; once, whoever does it. Fails in passing where work in the tenant goes on. */
export async function renewTenant(tenant: Tenant, rotation: Rotation): Promise<void> {
  await inTenantAlone(tenant.id, async (tx) => {
    const before = await renewDataKey(tx, tenant.id, rotation);
    if (before === null) return;
    const kid = dataKid(rotation.generation);
    await recordAudit(tx, operatorIn(tenant, rotation.beganBy), {
      action: 'keys.rotated',
      targetKind: 'data_key',
      targetId: kid,
      targetName: kid,
      details: { before, operatorKey: rotation.operatorKid },
    });
  });
}
