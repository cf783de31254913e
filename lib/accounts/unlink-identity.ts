import { recordAuditInEach } from '#lib/audit/index.ts';
import { system } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { contextsOf } from './contexts-of.ts';
import type { SessionUser } from './find-session.ts';
import { identityName } from './list-identities.ts';

/** Ends an identity of this person as a way in: the next who comes with it is refused. Their password stays one. */
export async function unlinkIdentity(user: SessionUser, id: string, ip: string | null): Promise<void> {
  const { userId, name, email, sessionId } = user;
  await system().$transaction(async (tx) => {
    const row = await tx.identity.findFirst({ where: { id, userId } });
    const { count } = await tx.identity.deleteMany({ where: { id, userId } });
    if (!row || count === 0) throw new AppError('not_found', 'No such identity is linked to you.');
    await recordAuditInEach(tx, await contextsOf(tx, { id: userId, name, email, sessionId }, ip), {
      action: 'identity.unlinked',
      targetKind: 'identity',
      targetId: id,
      targetName: identityName(row),
    });
  });
}
