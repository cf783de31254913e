import type { TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { inTenant, type Tx, unstored } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { within } from '#lib/time/index.ts';
import {
  askToRevoke,
  type BegunRevocation,
  type Forgotten,
  lockConnection,
  type RevocationEnd,
  revocationColumn,
  storing,
} from '#lib/tokens/index.ts';

/** The request has its own, shorter limit; beyond it a database that is away holds up the answer, not the revocation. */
const callerWaitsMs = 15_000;

/**
 * Makes the request that forgetting a token left to be done, after that was committed. Whatever comes of it is put on
 * record and thrown at nobody: what is forgotten stays forgotten. What this process does not get done the worker does.
 */
export async function revokeAccess(ctx: TenantContext, { begun }: Pick<Forgotten, 'begun'>): Promise<void> {
  if (!begun) return;
  const { tenantId, connectionId } = begun;
  const work = unstored(askAndRecord(ctx, begun)).catch((error: unknown) =>
    log().error({ err: error, tenantId, connectionId }, 'a revocation is left to the worker'),
  );
  await within(callerWaitsMs, work, () => undefined);
}

async function askAndRecord(ctx: TenantContext, begun: BegunRevocation): Promise<void> {
  const { tenantId, connectionId } = begun;
  const end = await askToRevoke(begun);
  await storing(() => inTenant(tenantId, (tx) => recordEnd(tx, ctx, begun, end)), { tenantId, connectionId });
}

/** Once, whoever asked: a process that was slow may have been overtaken by the worker. */
async function recordEnd(tx: Tx, ctx: TenantContext, begun: BegunRevocation, end: RevocationEnd): Promise<void> {
  const { id, tenantId, connectionId } = begun;
  await lockConnection(tx, tenantId, connectionId);
  const ended = await tx.$executeRaw`
    update revocations set ended_at = clock_timestamp(), secrets = null
     where tenant_id = ${tenantId}::uuid and id = ${id}::uuid and ended_at is null`;
  if (ended === 0) return;
  await tx.grantEvent.create({
    data: {
      tenantId,
      connectionId,
      kind: end.kind === 'revoked' ? 'revoked' : 'revocation_failed',
      ...(end.reply ? { reply: end.reply as unknown as Prisma.InputJsonValue } : {}),
    },
  });
  // Another token may have been forgotten meanwhile, or a new consent given: then this is not the last word.
  await tx.connection.updateMany({
    where: { tenantId, id: connectionId, revocation: { path: ['id'], equals: id } },
    data: { revocation: revocationColumn(end) },
  });
  const { status, code } = end.reply ?? {};
  const details = { ...(status === undefined ? {} : { status }), ...(code === undefined ? {} : { code }) };
  const about = { targetKind: 'connection', targetId: connectionId, details };
  if (end.kind === 'revoked') await recordAudit(tx, ctx, { action: 'connection.access_revoked', ...about });
  else await recordAudit(tx, ctx, { action: 'connection.access_not_revoked', ...about });
}

/** For the audit entry of the act: what is to become of the access at the provider, where it has a say in that. */
export function accessDetail({ access }: Forgotten): { access?: 'asked' | 'kept' } {
  return access ? { access } : {};
}
