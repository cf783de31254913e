import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { config } from '#lib/config/index.ts';
import { lastSeen } from './last-seen.ts';
import { scannerInForce } from './scanner-in-force.ts';
import type { ScannerView } from './schema.ts';

/** Tells which virus scanner looks at this tenant's uploads, who set it, and whether it is there. */
export async function scannerOf(ctx: TenantContext): Promise<ScannerView> {
  requireScope(ctx, 'connections:read');
  const inForce = await scannerInForce(ctx);
  const own = inForce?.setBy === 'tenant' && inForce.scanner.kind === 'tcp' ? inForce.scanner : null;
  return {
    setBy: inForce?.setBy ?? null,
    host: own?.host ?? null,
    port: own?.port ?? null,
    whenUnreachable: config().clamdUnreachable,
    lastSeen: inForce && lastSeen(ctx, inForce),
  };
}
