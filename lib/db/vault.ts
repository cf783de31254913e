import { config } from '#lib/config/index.ts';
import {
  type KeyRing,
  makeDataKey,
  open,
  parseKeyRing,
  type SealKey,
  type SealPlace,
  type Secret,
  seal,
  unwrapDataKey,
  wrapDataKey,
} from '#lib/crypto/index.ts';
import type { Prisma } from './generated/client.ts';

/** A place within one tenant: the vault adds the tenant itself. */
export type VaultPlace = Omit<SealPlace, 'tenantId'>;

/** Seals and opens the secrets of one tenant. */
export type Vault = {
  seal: (place: VaultPlace, secret: Secret) => string;
  /** Throws a SealError when the value was not sealed for this tenant and this place. */
  open: (place: VaultPlace, sealed: string) => Secret;
};

/**
 * Unwraps the tenant's data keys for the length of one piece of work: the newest seals, all open. Throws when there
 * is none. Kept nowhere: one indexed read in a transaction that is open anyway is cheaper than keys left in memory.
 */
export async function openVault(tx: Prisma.TransactionClient, tenantId: string): Promise<Vault> {
  const rows = await tx.dataKey.findMany({ where: { tenantId }, orderBy: [{ createdAt: 'desc' }, { kid: 'desc' }] });
  const keys = new Map(rows.map((row) => [row.kid, unwrapDataKey(keyRing(), tenantId, row.kid, row.wrapped)]));
  const newest = rows.find((row) => row.retiredAt === null);
  const current = newest && keys.get(newest.kid);
  if (!current) throw new Error(`Tenant ${tenantId} has no data key in use.`);
  return vaultOf(tenantId, current, keys);
}

/** Gives a tenant its first or next data key, used for everything sealed from now on. */
export async function createDataKey(tx: Prisma.TransactionClient, tenantId: string): Promise<void> {
  // Two at once would choose one name: the primary key lets one of them win.
  const key = makeDataKey(`d${(await tx.dataKey.count({ where: { tenantId } })) + 1}`);
  const data = { tenantId, kid: key.kid, wrapped: wrapDataKey(keyRing(), tenantId, key) };
  // The role that makes tenants may write the wrapped key but not read it back.
  await tx.dataKey.create({ data, select: { kid: true } });
}

function vaultOf(tenantId: string, current: SealKey, keys: Map<string, SealKey>): Vault {
  return {
    seal: (place, secret) => seal(current, { tenantId, ...place }, secret),
    open: (place, sealed) => open((kid) => keys.get(kid)?.bytes, { tenantId, ...place }, sealed),
  };
}

let parsedRing: KeyRing | undefined;

function keyRing(): KeyRing {
  parsedRing ??= parseKeyRing(config().keyRing);
  return parsedRing;
}
