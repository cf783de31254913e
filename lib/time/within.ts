import { setTimeout as pause } from 'node:timers/promises';

/**
 * What the work gives, if it does so within `limitMs`; else what `late` gives or throws. Nothing is cancelled: the work
 * goes on, and how it ends is then nobody's concern here.
 */
export async function within<T, Late = never>(limitMs: number, work: Promise<T>, late: () => Late): Promise<T | Late> {
  const over = new AbortController();
  const limit = pause(Math.max(0, limitMs), undefined, { signal: over.signal }).then(late);
  try {
    return await Promise.race([work, limit]);
  } finally {
    over.abort();
  }
}
