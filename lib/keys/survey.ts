import { kidOf } from '#lib/crypto/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { type SealedValue, sealedBy, sealedCounts } from './sealed-counts.ts';
import { allTenants } from './tenants.ts';

/** A sealed value, and whose. */
export type TenantsValue = SealedValue & { tenant: string };

export type Survey = {
  /** Values by the data key that sealed them. */
  values: Map<string, number>;
  /** Data keys by the operator's key that wraps them. */
  dataKeys: Map<string, number>;
  /** Data keys that tenants have, and those among them that are some tenant's newest. */
  made: Set<string>;
  newest: Set<string>;
  /** Values of tenants that were gone through that the newest key did not seal: they do not open. */
  unreadable: TenantsValue[];
};

/** Values that are named. */
const shown = 20;

/** Counts what is sealed and wrapped, by key, over all tenants. */
export async function survey(): Promise<Survey> {
  const all: Survey = { values: new Map(), dataKeys: new Map(), made: new Set(), newest: new Set(), unreadable: [] };
  for (const { id, slug } of await allTenants()) {
    const { counts, rows, unreadable } = await inTenant(id, (tx) => surveyTenant(tx, id));
    for (const [kid, count] of counts) add(all.values, kid, count);
    for (const { kid, wrapped } of rows) {
      all.made.add(kid);
      add(all.dataKeys, kidOf(wrapped) ?? '', 1);
    }
    const [newest] = rows;
    if (newest) all.newest.add(newest.kid);
    all.unreadable.push(...unreadable.map((value) => ({ tenant: slug, ...value })));
  }
  return { ...all, unreadable: all.unreadable.slice(0, shown) };
}

async function surveyTenant(tx: Tx, tenantId: string) {
  const counts = await sealedCounts(tx, tenantId);
  const rows = await tx.dataKey.findMany({ where: { tenantId } });
  rows.sort((one, other) => Number(other.kid.slice(1)) - Number(one.kid.slice(1)));
  const [newest] = rows;
  const others = [...counts.keys()].filter((kid) => kid !== newest?.kid);
  const isThrough = newest?.resealedAt !== null && others.length > 0;
  return { counts, rows, unreadable: isThrough ? await sealedBy(tx, tenantId, others, shown) : [] };
}

function add(counts: Map<string, number>, kid: string, count: number): void {
  counts.set(kid, (counts.get(kid) ?? 0) + count);
}
