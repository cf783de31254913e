import type { TenantContext } from '#lib/accounts/index.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { inTenant } from '#lib/db/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import { eventActor, lockConnection, type StoredEventReply, type StoredProblem } from '#lib/tokens/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import type { ConnectionRow, StoredTests } from './view.ts';

/** What a mail server said to a sign-in: its yes, or its no with what that means. */
export type SignInAnswer = { reply: Reply; problem: StoredProblem | null };

/**
 * Writes into the history of a connection that it tried to get in at its mail server, with the server's exact reply. One
 * that went well stands on the connection too, until its settings change. The row tells by which settings.
 */
export async function recordSignIn(
  ctx: TenantContext,
  row: ConnectionRow,
  { reply, problem }: SignInAnswer,
): Promise<void> {
  const { tenantId } = ctx;
  const stored = { signIn: reply, problem } satisfies StoredEventReply as unknown as Prisma.InputJsonValue;
  await inTenant(tenantId, async (tx) => {
    await lockConnection(tx, tenantId, row.id);
    const now = await connectionRowOrThrow(tx, ctx, row.id);
    await tx.grantEvent.create({
      data: {
        tenantId,
        connectionId: row.id,
        kind: problem ? 'test_refused' : 'test_accepted',
        reply: stored,
        ...eventActor(ctx),
      },
    });
    const { configVersion, secretVersion } = row;
    if (problem || now.configVersion !== configVersion || now.secretVersion !== secretVersion) return;
    const tests: StoredTests = {
      ...(now.lastTest as StoredTests | null),
      signedIn: { at: new Date().toISOString(), secretVersion },
    };
    const lastTest = tests as unknown as Prisma.InputJsonValue;
    await tx.connection.updateMany({ where: { tenantId, id: row.id }, data: { lastTest } });
  });
}
