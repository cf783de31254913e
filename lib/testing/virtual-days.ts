import { afterEach, beforeEach, vi } from 'vitest';
import { createRenewer } from '#lib/tokens/index.ts';
import type { UsedDatabase } from './database.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/**
 * A clock for the whole process, the product's and the sandbox's, that moves only where a test moves it; leases go by the
 * database's. Nothing that one test leaves due is taken up by the next.
 */
export function useVirtualDays(database: () => UsedDatabase) {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(async () => {
    vi.useRealTimers();
    await database().asSuperuser('update grants set next_refresh_at = null');
  });
  const nextDue = async () => {
    const due = 'select min(next_refresh_at) as at from grants where stopped_at is null';
    const [row] = await database().asSuperuser<{ at: Date | null }>(due);
    return row?.at?.getTime() ?? Number.POSITIVE_INFINITY;
  };
  return {
    /** Goes to this instant; the worker sleeps meanwhile. */
    sleepTo: (at: number): void => void vi.setSystemTime(at),
    /** Goes to this instant; the worker looks each time that something is due on the way, and at the end. */
    liveTo: async (at: number): Promise<void> => {
      const renewer = createRenewer();
      for (let due = await nextDue(); due <= at; due = await nextDue()) {
        vi.setSystemTime(Math.max(due, Date.now()));
        await renewer.renewDue();
        await renewer.settled();
      }
      vi.setSystemTime(at);
    },
  };
}
