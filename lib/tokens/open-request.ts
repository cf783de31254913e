import type { Grant } from '#lib/db/generated/client.ts';
import type { Provider } from '#lib/providers/index.ts';
import { leaseMs } from './claim-lease.ts';
import { tokenRequestTimeoutMs } from './connection-settings.ts';

/** Of a refresh token that its server takes once: the request, and one retry. */
const maxPresentations = 2;

/** A request for the next token that was announced and is not settled. */
export type OpenRequest = {
  kind: 'under_way' | 'unanswered';
  /** Until when everybody waits for the answer or, where none came, for the next try; null where nobody waits. */
  until: Date | null;
  /** Of a refresh token that its server takes once: how often it may still be shown. Null where that is not counted. */
  triesLeft: number | null;
};

type Marks = Pick<Grant, 'leaseUntil' | 'presentations' | 'refreshToken' | 'stoppedAt'>;

/**
 * What the marks of a grant say of its next token: whether it is being asked for, or was asked for and the answer never
 * came. A request outlives no lease: of one that has less time left than any request leaves it, no answer is to come.
 */
export function openRequest(
  { leaseUntil, presentations, refreshToken, stoppedAt }: Marks,
  { refreshTokenReuse }: Pick<Provider, 'refreshTokenReuse'>,
  now = new Date(),
): OpenRequest | null {
  if (stoppedAt !== null) return null;
  const isCounted = refreshTokenReuse === 'once' && refreshToken !== null;
  const triesLeft = isCounted ? Math.max(0, maxPresentations - presentations) : null;
  if (leaseUntil === null) {
    return isCounted && presentations > 0 ? { kind: 'unanswered', until: null, triesLeft } : null;
  }
  const leftMs = leaseUntil.getTime() - now.getTime();
  return { kind: leftMs > leaseMs - tokenRequestTimeoutMs ? 'under_way' : 'unanswered', until: leaseUntil, triesLeft };
}
