import { recordAuditInEach } from '#lib/audit/index.ts';
import { system } from '#lib/db/index.ts';
import { contextsOf } from './contexts-of.ts';
import { findSession } from './find-session.ts';
import { revokeSession } from './revoke-session.ts';

/** Signs a person out: the session behind the cookie opens nothing any more, and each of their tenants has it in its log. */
export async function closeSession(token: string, ip: string | null): Promise<void> {
  const person = await findSession(token);
  await system().$transaction(async (tx) => {
    const ended = await revokeSession(token, tx);
    if (!ended || !person) return;
    const { userId, name, email, sessionId } = person;
    await recordAuditInEach(tx, await contextsOf(tx, { id: userId, name, email, sessionId }, ip), {
      action: 'session.ended',
      targetKind: 'user',
      targetId: userId,
      targetName: email,
    });
  });
}
