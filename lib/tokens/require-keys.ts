import { SealError } from '#lib/crypto/index.ts';
import { inTenant, system } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';
import { AppError } from '#lib/errors/index.ts';

/** Refuses a key ring that cannot open what this database holds: every token would be unreadable. */
export async function requireKeys(): Promise<void> {
  const tenant = await system().tenant.findFirst({ select: { id: true } });
  if (!tenant) return;
  try {
    await inTenant(tenant.id, (tx) => openVault(tx, tenant.id));
  } catch (cause) {
    if (!(cause instanceof SealError)) throw cause;
    const message = 'MAILGRANT_KEYS does not open the secrets of this database: give the keys they were sealed with.';
    throw new AppError('invalid_input', message, { cause });
  }
}
