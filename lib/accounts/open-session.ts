import { recordAuditInEach } from '#lib/audit/index.ts';
import { system, type Tx } from '#lib/db/index.ts';
import { contextsOf } from './contexts-of.ts';
import type { UserView } from './create-user.ts';
import { type Place, rememberPlace } from './known-places.ts';
import { revokeSession } from './revoke-session.ts';
import { startSession } from './start-session.ts';

/** What the browser of somebody who signs in brought along. */
export type Browser = Place & { previousToken: string | null; userAgent: string | null };

/**
 * Signs a person in: whatever session the browser had ends (W9), a new one begins, and the log of each of their tenants
 * tells of it, with the refusals before that no entry has told of yet. All of it or nothing.
 *
 * @param signedInWith what the issuer is called by which they came; without it they typed their password
 */
export async function openSession(
  user: UserView,
  browser: Browser,
  signedInWith?: string,
): Promise<{ token: string; sessionId: string }> {
  const { previousToken, userAgent, ip } = browser;
  return system().$transaction(async (tx) => {
    if (previousToken !== null) await revokeSession(previousToken, tx);
    const session = await startSession(user.id, userAgent, tx);
    const contexts = await contextsOf(tx, { ...user, sessionId: session.sessionId }, ip);
    const refusedBefore = await forgetRefusals(tx, user.id);
    await recordAuditInEach(tx, contexts, {
      action: 'session.began',
      targetKind: 'user',
      targetId: user.id,
      targetName: user.email,
      details: { ...(signedInWith ? { signedInWith } : {}), ...(refusedBefore > 0 ? { refusedBefore } : {}) },
    });
    await rememberPlace(tx, user.id, browser);
    return session;
  });
}

/** Of many sign-ins at once the first tells; a refusal that comes meanwhile waits, and is counted for the next. */
async function forgetRefusals(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ untold: number }[]>`
    select untold from sign_in_refusals where user_id = ${userId}::uuid for update`;
  if (!row || row.untold === 0) return 0;
  await tx.signInRefusal.update({ where: { userId }, data: { untold: 0 } });
  return row.untold;
}
