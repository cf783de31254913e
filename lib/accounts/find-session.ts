import { sha256 } from '#lib/crypto/index.ts';
import { system } from '#lib/db/index.ts';
import { sessionIdleMs } from './start-session.ts';

/** A person who is signed in, before any tenant is chosen. */
export type SessionUser = { sessionId: string; userId: string; name: string; email: string; isOperator: boolean };

/** "Last seen" is written at most this often per session: one write per request would be the busiest of all. */
const seenEveryMs = 5 * 60 * 1000;

/** Finds who is behind a session cookie; null when the session is unknown, over, idle too long or revoked. */
export async function findSession(token: string): Promise<SessionUser | null> {
  if (!/^[\w-]{43}$/.test(token)) return null;
  const now = Date.now();
  const row = await system().session.findUnique({
    where: { tokenHash: sha256(token) },
    select: {
      id: true,
      revokedAt: true,
      expiresAt: true,
      lastSeenAt: true,
      user: { select: { id: true, name: true, email: true, isOperator: true, disabledAt: true } },
    },
  });
  if (!row || row.revokedAt !== null || row.user.disabledAt !== null) return null;
  if (row.expiresAt.getTime() <= now || row.lastSeenAt.getTime() + sessionIdleMs <= now) return null;
  if (row.lastSeenAt.getTime() + seenEveryMs <= now) {
    // Conditional, so that of many requests at once only one writes.
    const stale = { lt: new Date(now - seenEveryMs) };
    await system().session.updateMany({
      where: { id: row.id, lastSeenAt: stale },
      data: { lastSeenAt: new Date(now) },
    });
  }
  const { id: userId, name, email, isOperator } = row.user;
  return { sessionId: row.id, userId, name, email, isOperator };
}
