import { recordAuditInEach } from '#lib/audit/index.ts';
import type { SignInProvider } from '#lib/config/index.ts';
import { system } from '#lib/db/index.ts';
import type { Identity } from '#lib/oauth/index.ts';
import { contextsOf } from './contexts-of.ts';
import type { SessionUser } from './find-session.ts';
import { identityName } from './list-identities.ts';
import type { SignInProblem } from './schema.ts';

/**
 * Links who somebody is at an issuer to the person who is signed in, and still is: the exchange took its time. One
 * identity is one person's; linking one's own again changes only what it is called.
 */
export async function linkIdentity(
  signedIn: SessionUser | null,
  { issuer, subject, address }: Identity,
  { id: provider, label }: SignInProvider,
  ip: string | null,
): Promise<SignInProblem | null> {
  if (!signedIn) return 'other_person';
  const { userId, sessionId, name, email } = signedIn;
  const called = { provider, label, address: address ?? null };
  return system().$transaction(async (tx) => {
    const session = await tx.session.findFirst({
      where: { id: sessionId, userId, revokedAt: null, expiresAt: { gt: new Date() }, user: { disabledAt: null } },
      select: { id: true },
    });
    if (!session) return 'other_person';
    // Waits for whoever links the same one at this moment.
    const { count } = await tx.identity.createMany({
      data: { userId, issuer, subject, ...called },
      skipDuplicates: true,
    });
    const where = { issuer_subject: { issuer, subject } };
    const row = await tx.identity.findUnique({ where, select: { id: true, userId: true } });
    if (row?.userId !== userId) return 'linked_to_another';
    if (count === 0) {
      await tx.identity.update({ where: { id: row.id }, data: called, select: { id: true } });
      return null;
    }
    await recordAuditInEach(tx, await contextsOf(tx, { id: userId, name, email, sessionId }, ip), {
      action: 'identity.linked',
      targetKind: 'identity',
      targetId: row.id,
      targetName: identityName(called),
    });
    return null;
  });
}
