import { sha256 } from '#lib/crypto/index.ts';
import { system, type Tx } from '#lib/db/index.ts';

/** Ends the session behind a cookie: from now on it opens nothing. Answers whether there was one to end. */
export async function revokeSession(token: string, tx: Tx = system()): Promise<boolean> {
  const tokenHash = sha256(token);
  const ended = await tx.session.updateMany({ where: { tokenHash, revokedAt: null }, data: { revokedAt: new Date() } });
  return ended.count > 0;
}

/** Ends every session of a person, within the caller's transaction of the system role. */
export async function revokeSessionsOf(tx: Tx, userId: string): Promise<void> {
  await tx.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: new Date() } });
}
