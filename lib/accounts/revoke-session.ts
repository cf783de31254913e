import { sha256 } from '#lib/crypto/index.ts';
import { system, type Tx } from '#lib/db/index.ts';

/** Ends the session behind a cookie: from now on it opens nothing. Of one that is over already nothing changes. */
export async function revokeSession(token: string): Promise<void> {
  const tokenHash = sha256(token);
  await system().session.updateMany({ where: { tokenHash, revokedAt: null }, data: { revokedAt: new Date() } });
}

/** Ends every session of a person, within the caller's transaction of the system role. */
export async function revokeSessionsOf(tx: Tx, userId: string): Promise<void> {
  await tx.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: new Date() } });
}
