import { recordAuditInEach } from '#lib/audit/index.ts';
import { system } from '#lib/db/index.ts';
import { membershipsOf } from './contexts-of.ts';

/** Whoever tries passwords must not fill the log with it: per person one entry in this time. */
const tellEveryMs = 15 * 60_000;

/**
 * Counts a refused sign-in of somebody who exists; the first after a quiet quarter of an hour is written into the log
 * of each of their tenants, with how many were refused since the entry before (`times`).
 */
export async function noteRefusal(user: { id: string; email: string }, ip: string | null): Promise<void> {
  const { id: userId, email } = user;
  await system().$transaction(async (tx) => {
    // Locks the row: of many at once one writes the entry.
    const { untold, toldAt } = await tx.signInRefusal.upsert({
      where: { userId },
      create: { userId, untold: 1 },
      update: { untold: { increment: 1 } },
    });
    if (toldAt !== null && toldAt.getTime() + tellEveryMs > Date.now()) return;
    await tx.signInRefusal.update({ where: { userId }, data: { untold: 0, toldAt: new Date() } });
    const memberships = await membershipsOf(tx, userId);
    const actor = { kind: 'system', name: 'sign_in' } as const;
    const contexts = memberships.map(({ tenant }) => ({ tenantId: tenant.id, tenantSlug: tenant.slug, actor, ip }));
    await recordAuditInEach(tx, contexts, {
      action: 'session.refused',
      targetKind: 'user',
      targetId: userId,
      targetName: email,
      details: { times: untold },
    });
  });
}
