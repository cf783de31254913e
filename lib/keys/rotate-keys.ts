import type { Operator } from '#lib/accounts/index.ts';
import { addOperatorKey, config } from '#lib/config/index.ts';
import { kidOf } from '#lib/crypto/index.ts';
import {
  beginRotation,
  holdersWithout,
  inTenant,
  isPassingDatabaseError,
  type Rotation,
  system,
} from '#lib/db/index.ts';
import { dataKid } from '#lib/db/vault.ts';
import { AppError } from '#lib/errors/index.ts';
import { operatorKids } from './operator-keys.ts';
import { renewTenant } from './renew-tenant.ts';
import { allTenants, unfinishedTenants } from './tenants.ts';

export type Rotated = {
  /** Seals from now on. */
  dataKey: string;
  /** Wraps the data keys; `isNew` where it wrapped none before. */
  operatorKey: { kid: string; isNew: boolean };
  tenants: number;
  /** Tenants in which work went on for so long that the worker gives them their keys. */
  later: number;
};

/**
 * Begins a rotation: when it answers, a new data key seals in every tenant, wrapped by the newest of the operator's
 * keys. What older keys sealed is sealed anew by the worker. Who kills it in between loses nothing: the worker goes on.
 */
export async function rotateKeys(operator: Operator): Promise<Rotated> {
  const before = await wrappingKids();
  const rotation = await system().$transaction((tx) =>
    beginRotation(tx, async (latest) => {
      if (latest) await requireThrough(latest);
      return { operatorKid: await nextOperatorKid(latest), beganBy: operator.name };
    }),
  );
  const tenants = await unfinishedTenants(rotation.generation);
  let later = 0;
  for (const tenant of tenants) {
    try {
      await renewTenant(tenant, rotation);
    } catch (error) {
      if (!isPassingDatabaseError(error)) throw error;
      later += 1;
    }
  }
  const { operatorKid, generation } = rotation;
  const isNew = !before.has(operatorKid);
  return { dataKey: dataKid(generation), operatorKey: { kid: operatorKid, isNew }, tenants: tenants.length, later };
}

/** The operator's keys that wrap a data key now. */
async function wrappingKids(): Promise<Set<string>> {
  const kids = new Set<string>();
  for (const { id: tenantId } of await allTenants()) {
    const rows = await inTenant(tenantId, (tx) => tx.dataKey.findMany({ where: { tenantId } }));
    for (const { wrapped } of rows) kids.add(kidOf(wrapped) ?? '');
  }
  return kids;
}

async function requireThrough(latest: Rotation): Promise<void> {
  const left = await unfinishedTenants(latest.generation);
  if (left.length === 0) return;
  const which = left.length === 1 ? `the tenant ${left[0]?.slug}` : `${left.length} tenants`;
  throw new AppError(
    'conflict',
    `The rotation to ${dataKid(latest.generation)} is under way in ${which}: the worker brings it to its end, see keys status. Rotate again after it.`,
  );
}

/** Which of the operator's keys is to wrap from now on. Those in the environment are the operator's to change. */
async function nextOperatorKid(latest: Rotation | null): Promise<string> {
  const { keysFile } = config();
  const kids = operatorKids();
  const [first = ''] = kids;
  if (!keysFile) {
    await requireHeld(first);
    return first;
  }
  // A rotation that died before it was on record has left its key there.
  const isUnused = latest ? first !== latest.operatorKid : kids.length > 1;
  return isUnused ? first : addOperatorKey(keysFile);
}

async function requireHeld(kid: string): Promise<void> {
  const without = await holdersWithout(kid);
  if (without.length === 0) return;
  throw new AppError(
    'conflict',
    `Not every running process holds the key ${kid}: ${without.join(', ')} could read nothing that it wraps. Start them anew with the same MAILGRANT_KEYS, then rotate.`,
  );
}
