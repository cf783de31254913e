import type { Connection } from '#lib/db/generated/client.ts';

/** So long a candidate stays that nobody acts on. */
const keptMs = 7 * 24 * 3_600_000;

/** When a candidate is destroyed unless somebody touches it before; null for what is in use or was. */
export function removalTime({ stage, touchedAt }: Pick<Connection, 'stage' | 'touchedAt'>): Date | null {
  return stage === 'candidate' ? new Date(touchedAt.getTime() + keptMs) : null;
}

/** A candidate last touched at this instant or before is destroyed now. */
export function untouchedSince(now: Date): Date {
  return new Date(now.getTime() - keptMs);
}
