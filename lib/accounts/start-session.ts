import { randomToken, sha256 } from '#lib/crypto/index.ts';
import { system, type Tx } from '#lib/db/index.ts';

const day = 24 * 60 * 60 * 1000;

/** A session ends this long after sign-in, however much it is used. */
export const sessionMaxAgeMs = 30 * day;
/** A session that nobody used for this long is over. */
export const sessionIdleMs = 7 * day;

/**
 * Begins a session: a new row and a new 256-bit token, of which only the hash is stored. The token is for the cookie
 * and is not to be had again.
 */
export async function startSession(
  userId: string,
  userAgent: string | null,
  tx: Tx = system(),
): Promise<{ token: string; sessionId: string }> {
  const token = randomToken();
  const row = await tx.session.create({
    data: {
      tokenHash: sha256(token),
      userId,
      userAgent: userAgent?.slice(0, 300) ?? null,
      expiresAt: new Date(Date.now() + sessionMaxAgeMs),
    },
    select: { id: true },
  });
  return { token, sessionId: row.id };
}
