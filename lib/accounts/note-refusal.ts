import { recordAuditInEach } from '#lib/audit/index.ts';
import { system } from '#lib/db/index.ts';
import { membershipsOf } from './contexts-of.ts';

/** Whoever tries passwords must not fill the log with it: per person one entry in this time. */
const tellEveryMs = 15 * 60_000;

/**
 * `too_many_tries`: refused by the limit, without looking at the password; `switched_off`: came by a linked identity,
 * and may not sign in any more.
 */
export type RefusalReason = 'wrong_password' | 'too_many_tries' | 'switched_off';

/**
 * Counts a refused sign-in of somebody who exists; the first of its reason after a quiet quarter of an hour is written
 * into the log of each of their tenants, with how many were refused since the entry before (`times`).
 */
export async function noteRefusal(
  user: { id: string; email: string },
  reason: RefusalReason,
  ip: string | null,
): Promise<void> {
  const { id: userId, email } = user;
  await system().$transaction(async (tx) => {
    // Locks the row: of many at once one writes the entry.
    const { untold, ...told } = await tx.signInRefusal.upsert({
      where: { userId },
      create: { userId, untold: 1 },
      update: { untold: { increment: 1 } },
    });
    const column = reason === 'too_many_tries' ? 'limitedToldAt' : 'toldAt';
    const toldAt = told[column];
    if (toldAt !== null && toldAt.getTime() + tellEveryMs > Date.now()) return;
    await tx.signInRefusal.update({ where: { userId }, data: { untold: 0, [column]: new Date() } });
    const memberships = await membershipsOf(tx, userId);
    const actor = { kind: 'system', name: 'sign_in' } as const;
    const contexts = memberships.map(({ tenant }) => ({ tenantId: tenant.id, tenantSlug: tenant.slug, actor, ip }));
    await recordAuditInEach(tx, contexts, {
      action: 'session.refused',
      targetKind: 'user',
      targetId: userId,
      targetName: email,
      details: { reason, times: untold },
    });
  });
}
