import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { checkScanner } from '#lib/scanning/index.ts';
import { noteSeen } from './last-seen.ts';
import { placeOf } from './place-of.ts';
import { type InForce, requireOwnChoice } from './scanner-in-force.ts';
import { scannerOf } from './scanner-of.ts';
import type { SavedScanner, ScannerInput } from './schema.ts';
import { testView } from './test-scanner.ts';

/** What egress will never reach, whatever listens there. */
const neverReached = ['EGRESS_DENIED', 'EGRESS_ADDRESS'];

/**
 * Has this tenant's uploads looked at by a scanner of its own from now on. One that does not answer is saved too, and
 * said to; one that may not be reached is not.
 *
 * @throws AppError `forbidden` where the operator's is set for all; `invalid_input` naming `host`; `too_many_requests`
 */
export async function configureScanner(ctx: TenantContext, { host, port }: ScannerInput): Promise<SavedScanner> {
  requireScope(ctx, 'connections:admin');
  requireOwnChoice();
  await requireTryBudget(ctx);
  const { tenantId } = ctx;
  const scanner: InForce = { setBy: 'tenant', scanner: { kind: 'tcp', host, port } };
  const check = await checkScanner(scanner.scanner);
  const test = testView(scanner, check);
  if (check.kind === 'unreachable' && neverReached.includes(check.reply.code)) {
    const message = test.problem ?? check.reply.text;
    throw new AppError('invalid_input', message, { fields: [{ path: 'host', message }] });
  }
  await inTenant(tenantId, async (tx) => {
    const before = await tx.virusScanner.findFirst({ where: { tenantId } });
    if (before?.host === host && before.port === port) return;
    await tx.virusScanner.upsert({ where: { tenantId }, create: { tenantId, host, port }, update: { host, port } });
    await recordAudit(tx, ctx, {
      action: 'virus_scanner.configured',
      targetKind: 'virus_scanner',
      targetId: tenantId,
      targetName: placeOf({ host, port }),
      details: { before: before && placeOf(before) },
    });
  });
  noteSeen(ctx, scanner, test.answers);
  return { scanner: await scannerOf(ctx), test };
}
