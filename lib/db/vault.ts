import {
  kidOf,
  makeDataKey,
  open,
  type SealKey,
  type SealPlace,
  type Secret,
  seal,
  unwrapDataKey,
  wrapDataKey,
} from '#lib/crypto/index.ts';
import type { Prisma } from './generated/client.ts';
import { keyRing } from './key-ring.ts';
import { holdRotation, type Rotation } from './key-rotations.ts';

/** A place within one tenant: the vault adds the tenant itself. */
export type VaultPlace = Omit<SealPlace, 'tenantId'>;

/** Seals and opens the secrets of one tenant. */
export type Vault = {
  seal: (place: VaultPlace, secret: Secret) => string;
  /** Throws a SealError when the value was not sealed for this tenant and this place. */
  open: (place: VaultPlace, sealed: string) => Secret;
};

/** Seals by the newest key what an older one sealed, and tells nobody what it is. */
export type Resealer = { kid: string; reseal: (place: VaultPlace, sealed: string) => string };

/**
 * Unwraps the tenant's data keys for the length of one piece of work: the newest seals, all open. Throws when there
 * is none. Kept for no longer: one indexed read in a transaction that is open anyway is cheaper than keys left in memory.
 * They stay as they are until the transaction ends: whoever changes them is alone in the tenant (`inTenantAlone`).
 */
export async function openVault(tx: Prisma.TransactionClient, tenantId: string): Promise<Vault> {
  const known = opened.get(tx);
  if (known?.tenantId === tenantId) return known.vault;
  const vault = vaultOf(tenantId, await dataKeys(tx, tenantId));
  opened.set(tx, { tenantId, vault });
  return vault;
}

/** What one transaction has opened; gone with it. */
const opened = new WeakMap<Prisma.TransactionClient, { tenantId: string; vault: Vault }>();

function vaultOf(tenantId: string, { current, keys }: DataKeys): Vault {
  return {
    seal: (place, secret) => seal(current, { tenantId, ...place }, secret),
    open: (place, sealed) => open((kid) => keys.get(kid)?.bytes, { tenantId, ...place }, sealed),
  };
}

/** The vault for whoever changes keys: `reseal` throws a SealError where a value does not open. */
export async function openResealer(tx: Prisma.TransactionClient, tenantId: string): Promise<Resealer> {
  const keys = await dataKeys(tx, tenantId);
  const vault = vaultOf(tenantId, keys);
  return { kid: keys.current.kid, reseal: (place, sealed) => vault.seal(place, vault.open(place, sealed)) };
}

/** Gives a new tenant its data key. */
export async function createDataKey(tx: Prisma.TransactionClient, tenantId: string): Promise<void> {
  const rotation = await holdRotation(tx);
  const kid = dataKid(rotation?.generation ?? 1);
  await insertDataKey(tx, tenantId, makeDataKey(kid), operatorKey(rotation), new Date());
}

/**
 * Brings the keys of a tenant to those of a rotation: all wrapped by its operator's key, and a new data key for
 * everything sealed from now on. Answers the name of the key before, or null where this was done already. Its caller is
 * alone in the tenant.
 */
export async function renewDataKey(
  tx: Prisma.TransactionClient,
  tenantId: string,
  rotation: Rotation,
): Promise<string | null> {
  const kid = dataKid(rotation.generation);
  const wrapping = operatorKey(rotation);
  const { current, keys, rows } = await dataKeys(tx, tenantId);
  if (keys.has(kid)) return null;
  for (const { kid: older, wrapped } of rows) {
    if (kidOf(wrapped) === wrapping.kid) continue;
    const key = keys.get(older) as SealKey;
    const where = { tenantId_kid: { tenantId, kid: older } };
    await tx.dataKey.update({ where, data: { wrapped: wrapDataKey(wrapping, tenantId, key) } });
  }
  await insertDataKey(tx, tenantId, makeDataKey(kid), wrapping, null);
  return current.kid;
}

/** What a data key is called: names are never used twice, also after keys were removed. */
export const dataKid = (generation: number) => `d${generation}`;

async function insertDataKey(
  tx: Prisma.TransactionClient,
  tenantId: string,
  key: SealKey,
  wrapping: SealKey,
  resealedAt: Date | null,
): Promise<void> {
  opened.delete(tx);
  const data = { tenantId, kid: key.kid, wrapped: wrapDataKey(wrapping, tenantId, key), resealedAt };
  // The role that makes tenants may write the wrapped key but not read it back.
  await tx.dataKey.create({ data, select: { kid: true } });
}

type DataKeys = { current: SealKey; keys: Map<string, SealKey>; rows: { kid: string; wrapped: string }[] };

async function dataKeys(tx: Prisma.TransactionClient, tenantId: string): Promise<DataKeys> {
  const rows = await tx.dataKey.findMany({ where: { tenantId }, select: { kid: true, wrapped: true } });
  const keys = new Map(rows.map((row) => [row.kid, unwrapDataKey(keyRing(), tenantId, row.kid, row.wrapped)]));
  const number = (kid: string) => Number(kid.slice(1));
  const current = [...keys.values()].sort((one, other) => number(other.kid) - number(one.kid))[0];
  if (!current) throw new Error(`Tenant ${tenantId} has no data key in use.`);
  return { current, keys, rows };
}

/** The operator's key that wraps: that of the newest rotation, whatever stands first by now; before any, the first. */
function operatorKey(rotation: Rotation | null): SealKey {
  const ring = keyRing();
  if (!rotation) return ring.current;
  const bytes = ring.find(rotation.operatorKid);
  if (bytes) return { kid: rotation.operatorKid, bytes };
  throw new Error(`The key ${rotation.operatorKid}, which wraps new data keys, is not among MAILGRANT_KEYS.`);
}
