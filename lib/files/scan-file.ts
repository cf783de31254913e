import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { type AuditDetail, recordAudit } from '#lib/audit/index.ts';
import { config } from '#lib/config/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { log } from '#lib/log/index.ts';
import { type ScannerReply, scanBytes } from '#lib/scanning/index.ts';
import { sentence } from '#lib/strings/index.ts';
import { describeReply } from './describe-reply.ts';
import { noteSeen } from './last-seen.ts';
import { type InForce, scannerInForce } from './scanner-in-force.ts';
import type { ScannedFile } from './schema.ts';

export type FileToScan = {
  /** What people call it. */
  name: string;
  /** The field of the request that holds it. */
  path: string;
  bytes: Uint8Array;
};

/**
 * Has a file looked at before it is taken. What is refused stands in the audit log.
 *
 * @throws AppError `invalid_input` naming the file and what was found in it, or that it is too large to be scanned;
 * `scanner_unavailable` when the scanner gives no verdict, unless the operator takes files all the same; `too_many_requests` of the tenant's own scanner
 */
export async function scanFile(ctx: TenantContext, file: FileToScan): Promise<ScannedFile> {
  requireScope(ctx, 'connections:admin');
  await claimScan(ctx);
  return scanClaimed(ctx, file);
}

/** Takes the try of an act that has files scanned, where that asks a server of the tenant's own choice, and says so. */
export async function claimScan(ctx: TenantContext): Promise<boolean> {
  if ((await scannerInForce(ctx))?.setBy !== 'tenant') return false;
  await requireTryBudget(ctx);
  return true;
}

/** As `scanFile`, within an act whose try was taken. */
export async function scanClaimed(ctx: TenantContext, file: FileToScan): Promise<ScannedFile> {
  const inForce = await scannerInForce(ctx);
  if (!inForce) return { scanned: false, because: 'no_scanner' };
  const verdict = await scanBytes(inForce.scanner, file.bytes);
  noteSeen(ctx, inForce, verdict.kind !== 'unreachable');
  if (verdict.kind === 'clean') return { scanned: true, because: null };
  if (verdict.kind === 'unreachable') return takeUnscanned(ctx, file, inForce, verdict.reply);
  const { name, path } = file;
  if (verdict.kind === 'too_large') {
    await recordRefusal(ctx, file, { reason: 'too_large' });
    const message = sentence('files.tooLarge', { name });
    throw new AppError('invalid_input', message, { fields: [{ path, message }] });
  }
  const { signature } = verdict;
  await recordRefusal(ctx, file, { reason: 'infected', signature });
  const message = sentence('files.infectedField', { signature });
  throw new AppError('invalid_input', sentence('files.infected', { name, signature }), { fields: [{ path, message }] });
}

async function takeUnscanned(
  ctx: TenantContext,
  file: FileToScan,
  inForce: InForce,
  reply: ScannerReply,
): Promise<ScannedFile> {
  log().warn({ reply, tenantId: ctx.tenantId }, 'a file could not be scanned');
  if (config().clamdUnreachable === 'accept') return { scanned: false, because: 'unreachable' };
  await recordRefusal(ctx, file, { reason: 'unscanned' });
  const message = sentence('files.unscanned', { name: file.name, why: describeReply(inForce, reply) });
  const fields = [{ path: file.path, message: sentence('files.unscannedField') }];
  throw new AppError('scanner_unavailable', message, { fields });
}

async function recordRefusal(
  ctx: TenantContext,
  { name }: FileToScan,
  details: Record<string, AuditDetail>,
): Promise<void> {
  const entry = { action: 'file.refused', targetKind: 'file', targetId: name, targetName: name, details };
  await inTenant(ctx.tenantId, (tx) => recordAudit(tx, ctx, entry));
}
