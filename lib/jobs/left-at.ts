import { once } from 'node:events';

/** The work, or nothing once the signal comes: it goes on unwatched, and what it does not end is taken up another time. */
export async function leftAt(signal: AbortSignal, work: Promise<unknown>): Promise<unknown> {
  const over = new AbortController();
  try {
    return await Promise.race([work, once(signal, 'abort', { signal: over.signal })]);
  } finally {
    over.abort();
  }
}
