import type { Operator } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { config, removeOperatorKey } from '#lib/config/index.ts';
import { holdRotationAlone, inTenant, inTenantAlone, isPassingDatabaseError, system, type Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { type KeyStatus, keysStatus } from './keys-status.ts';
import { sealedBy, sealedCounts } from './sealed-counts.ts';
import { allTenants, operatorIn, type Tenant } from './tenants.ts';

export type Retired = KeyStatus & {
  /** False where the environment holds the key: its owner takes it out. */
  isRemoved: boolean;
};

/** Removes a key that seals nothing any more; what it once sealed, in an old backup, is unreadable from then on. */
export async function retireKey(operator: Operator, kid: string): Promise<Retired> {
  const { keys } = await keysStatus();
  const known = keys.filter(({ state }) => state !== 'missing');
  const key = known.find((each) => each.kid === kid);
  if (!key) {
    const there = known.map((each) => each.kid).join(', ');
    throw new AppError('not_found', `There is no key ${kid}. There is: ${there}.`);
  }
  await requireFree(key);
  const { keysFile } = config();
  if (key.kind === 'operator' && !keysFile) return { ...key, isRemoved: false };
  if (key.kind === 'operator' && keysFile) await removeFromFile(keysFile, kid);
  for (const tenant of await allTenants()) await retireIn(tenant, operator, key);
  return { ...key, isRemoved: true };
}

/**
 * Alone with the keys: a rotation reads and writes the same file, and what it added meanwhile must not be written over,
 * nor what it chose be taken away.
 */
async function removeFromFile(file: string, kid: string): Promise<void> {
  await system().$transaction(async (tx) => {
    const rotation = await holdRotationAlone(tx);
    if (rotation?.operatorKid === kid) {
      throw new AppError('conflict', `A rotation that began meanwhile uses the key ${kid}: keys status.`);
    }
    removeOperatorKey(file, kid);
  });
}

async function requireFree({ kid, kind, seals, state }: KeyStatus): Promise<void> {
  if (state === 'can_be_retired') return;
  if (state === 'current') {
    const does = kind === 'operator' ? 'wraps every new data key' : 'seals everything new';
    throw new AppError('conflict', `The key ${kid} ${does}. Rotate first: keys rotate.`);
  }
  if (state === 'next') throw new AppError('conflict', `The next rotation takes the key ${kid} into use: keys rotate.`);
  const [first] = kind === 'data' ? await valuesOf(kid) : [];
  const what = kind === 'operator' ? `${seals} data keys are wrapped` : `${seals} values are sealed`;
  const which = first ? `, such as ${first.column} of ${first.table} ${first.row} in the tenant ${first.tenant}` : '';
  throw new AppError(
    'conflict',
    `The key ${kid} is in use: ${what} by it${which}. Wait until its count is 0: keys status.`,
  );
}

async function valuesOf(kid: string) {
  for (const { id, slug } of await allTenants()) {
    const values = await inTenant(id, (tx) => sealedBy(tx, id, [kid], 1));
    if (values.length > 0) return values.map((value) => ({ ...value, tenant: slug }));
  }
  return [];
}

/** Once nobody else is in the tenant the count is final: who seals after this has read the keys without this one. */
async function retireIn(tenant: Tenant, operator: Operator, { kid, kind }: KeyStatus): Promise<void> {
  const record = (tx: Tx) =>
    recordAudit(tx, operatorIn(tenant, operator.name), {
      action: 'keys.retired',
      targetKind: kind === 'operator' ? 'operator_key' : 'data_key',
      targetId: kid,
      targetName: kid,
    });
  if (kind === 'operator') return inTenant(tenant.id, record);
  const remove = async (tx: Tx) => {
    const count = (await sealedCounts(tx, tenant.id)).get(kid) ?? 0;
    if (count > 0) {
      throw new AppError(
        'conflict',
        `In the tenant ${tenant.slug} ${count} values are sealed by ${kid} by now: keys status.`,
      );
    }
    const { count: removed } = await tx.dataKey.deleteMany({ where: { tenantId: tenant.id, kid } });
    if (removed > 0) await record(tx);
  };
  try {
    await inTenantAlone(tenant.id, remove);
  } catch (cause) {
    if (!isPassingDatabaseError(cause)) throw cause;
    const message = `Work in the tenant ${tenant.slug} did not end in time: ${kid} is not removed from every tenant yet. Retire it again.`;
    throw new AppError('conflict', message, { cause });
  }
}
