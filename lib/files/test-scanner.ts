import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { log } from '#lib/log/index.ts';
import { type Check, checkScanner } from '#lib/scanning/index.ts';
import { sentence } from '#lib/strings/index.ts';
import { describeReply } from './describe-reply.ts';
import { isSameScanner, noteSeen } from './last-seen.ts';
import { type InForce, requireOwnChoice, scannerInForce } from './scanner-in-force.ts';
import type { ScannerTest, ScannerTrial } from './schema.ts';

/**
 * Asks a virus scanner whether it is there: the one given, which need not be saved, else the one in force.
 *
 * @throws AppError `forbidden` for another than the operator's where that one is set; `conflict` where there is none;
 * `too_many_requests`
 */
export async function testScanner(ctx: TenantContext, { host, port }: ScannerTrial): Promise<ScannerTest> {
  requireScope(ctx, 'connections:admin');
  if (host !== undefined && port !== undefined) {
    requireOwnChoice();
    await requireTryBudget(ctx);
    const tried: InForce = { setBy: 'tenant', scanner: { kind: 'tcp', host, port } };
    return test(ctx, tried, isSameScanner(tried, await scannerInForce(ctx)));
  }
  const inForce = await scannerInForce(ctx);
  if (!inForce) throw new AppError('conflict', sentence('files.none'));
  await requireTryBudget(ctx);
  return test(ctx, inForce, true);
}

async function test(ctx: TenantContext, asked: InForce, isInForce: boolean): Promise<ScannerTest> {
  const check = await checkScanner(asked.scanner);
  if (isInForce) noteSeen(ctx, asked, check.kind === 'answers');
  return testView(asked, check);
}

/** What a tenant is told of a check. */
export function testView(asked: InForce, check: Check): ScannerTest {
  if (check.kind === 'answers') return { answers: true, version: check.version, problem: null, reply: null };
  const isOwn = asked.setBy === 'tenant';
  if (!isOwn) log().warn({ reply: check.reply }, 'the virus scanner does not answer');
  return {
    answers: false,
    version: null,
    problem: describeReply(asked, check.reply),
    reply: isOwn ? check.reply.text : null,
  };
}
