import type { Connection, Grant } from '#lib/db/generated/client.ts';
import { secretEndsAt } from './schema.ts';

export type LastDay = { at: Date; rule: 'unused' | 'named' | 'secret' };

type Secret = Pick<Connection, 'clientSecret' | 'clientSecretExpiresAt' | 'secretEndSource'>;

/**
 * The last day of a grant that can be foreseen, the soonest of those known: that of its disuse or the one its provider
 * named instead, and that of the secret without which no token comes. Null where there is none, or it has ended.
 */
export function lastDay(
  { clientSecret, ...secret }: Secret,
  { stoppedAt, refreshTokenExpiresAt }: Pick<Grant, 'stoppedAt' | 'refreshTokenExpiresAt'>,
  idleEnd: Date | null,
): LastDay | null {
  if (stoppedAt !== null) return null;
  const days: LastDay[] = [];
  if (refreshTokenExpiresAt) days.push({ at: refreshTokenExpiresAt, rule: 'named' });
  // Where a provider names the end, its rule of disuse is not known to hold beside it.
  else if (idleEnd) days.push({ at: idleEnd, rule: 'unused' });
  const secretEnd = clientSecret === null ? null : secretEndsAt(secret);
  if (secretEnd) days.push({ at: secretEnd, rule: 'secret' });
  return days.sort((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null;
}
