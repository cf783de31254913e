import type { TenantContext } from '#lib/accounts/index.ts';
import { config } from '#lib/config/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import type { Scanner } from '#lib/scanning/index.ts';
import { sentence } from '#lib/strings/index.ts';

export type InForce = { setBy: 'operator' | 'tenant'; scanner: Scanner };

/** The scanner that looks at this tenant's uploads: the operator's, else the tenant's own, else none. */
export async function scannerInForce({ tenantId }: TenantContext): Promise<InForce | null> {
  const { clamd } = config();
  if (clamd) return { setBy: 'operator', scanner: clamd };
  const row = await inTenant(tenantId, (tx) => tx.virusScanner.findFirst({ where: { tenantId } }));
  return row && { setBy: 'tenant', scanner: { kind: 'tcp', host: row.host, port: row.port } };
}

/** Refuses what a tenant may do with a scanner of its own where the operator has set one for all. */
export function requireOwnChoice(): void {
  if (config().clamd) throw new AppError('forbidden', sentence('files.fixed'));
}
