import { latestRotation, system } from '#lib/db/index.ts';
import { dataKid } from '#lib/db/vault.ts';
import { operatorKids } from './operator-keys.ts';
import { survey, type TenantsValue } from './survey.ts';
import { unfinishedTenants } from './tenants.ts';

export type KeyStatus = {
  kid: string;
  kind: 'operator' | 'data';
  /** Data keys wrapped by a key of the operator, values sealed by a data key. */
  seals: number;
  /** `next`: a rotation takes it into use. `missing`: something is sealed by it, and it is not there. */
  state: 'current' | 'next' | 'in_use' | 'can_be_retired' | 'missing';
};

export type KeysStatus = {
  keys: KeyStatus[];
  /** The newest; null where no key was ever changed. */
  rotation: { beganAt: string; beganBy: string; isThrough: boolean; resealed: number; of: number } | null;
  /** Values that are left although their tenant was gone through; the first of them. */
  unreadable: TenantsValue[];
};

/** What every key seals, which of them are in use, how far a rotation is, and what no key opens. */
export async function keysStatus(): Promise<KeysStatus> {
  const rotation = await latestRotation(system());
  const { values, dataKeys, made, newest, unreadable } = await survey();
  const ring = operatorKids();
  const wraps = rotation?.operatorKid ?? ring[0] ?? '';
  const seals = dataKid(rotation?.generation ?? 1);
  const operator = statuses('operator', new Set([wraps]), new Set(ring), dataKeys).map((key) =>
    key.state === 'can_be_retired' && key.kid === ring[0] ? { ...key, state: 'next' as const } : key,
  );
  const data = statuses('data', new Set([seals]), made, values, newest);
  return {
    keys: [...operator, ...data],
    rotation: rotation && {
      beganAt: rotation.beganAt.toISOString(),
      beganBy: rotation.beganBy,
      isThrough: (await unfinishedTenants(rotation.generation)).length === 0,
      resealed: values.get(seals) ?? 0,
      of: [...values.values()].reduce((sum, count) => sum + count, 0),
    },
    unreadable,
  };
}

function statuses(
  kind: KeyStatus['kind'],
  current: Set<string>,
  known: Set<string>,
  counts: Map<string, number>,
  needed: Set<string> = new Set(),
): KeyStatus[] {
  const number = (kid: string) => Number(/\d+$/.exec(kid)?.[0] ?? 0);
  const kids = [...new Set([...current, ...known, ...counts.keys()])];
  kids.sort((one, other) => Number(current.has(other)) - Number(current.has(one)) || number(other) - number(one));
  return kids.map((kid) => {
    const seals = counts.get(kid) ?? 0;
    const isFree = seals === 0 && !needed.has(kid);
    const state = current.has(kid) ? 'current' : !known.has(kid) ? 'missing' : isFree ? 'can_be_retired' : 'in_use';
    return { kid, kind, seals, state };
  });
}
