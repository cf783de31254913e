import type { Connection, Grant } from '#lib/db/generated/client.ts';
import type { Provider } from '#lib/providers/index.ts';
import { leaseMs, maxPresentations } from './transitions/announce.ts';

/** A request for the next token that was announced and is not settled. */
export type OpenRequest = {
  kind: 'under_way' | 'unanswered';
  /** Until when everybody waits for the answer or, where none came, for the next try; null where nobody waits. */
  until: Date | null;
  /** Of a refresh token that its server takes once: how often it may still be shown. Null where that is not counted. */
  triesLeft: number | null;
};

type Marks = Pick<Grant, 'leaseUntil' | 'presentations' | 'refreshToken' | 'failures' | 'stoppedAt'>;

/**
 * What the marks of a grant say of its next token: whether it is being asked for, or was asked for and the answer never
 * came. Before the one retry the lease is kept a while: shorter after the failure, which changed the connection, than
 * any request's lease.
 */
export function openRequest(
  { leaseUntil, presentations, refreshToken, failures, stoppedAt }: Marks,
  { updatedAt }: Pick<Connection, 'updatedAt'>,
  { refreshTokenReuse }: Pick<Provider, 'refreshTokenReuse'>,
  now = new Date(),
): OpenRequest | null {
  if (stoppedAt !== null) return null;
  const isCounted = refreshTokenReuse === 'once' && refreshToken !== null;
  const triesLeft = isCounted ? Math.max(0, maxPresentations - presentations) : null;
  if (leaseUntil === null) {
    return isCounted && presentations > 0 ? { kind: 'unanswered', until: null, triesLeft } : null;
  }
  const isPause = triesLeft === 1 && failures > 0 && +leaseUntil - +updatedAt < leaseMs;
  return { kind: leaseUntil > now && !isPause ? 'under_way' : 'unanswered', until: leaseUntil, triesLeft };
}
