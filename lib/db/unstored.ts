import { within } from '#lib/time/index.ts';

/** Next.js may load this module more than once per process; there is one set of what must not be lost. */
const shared = globalThis as { mailgrantUnstored?: Set<Promise<unknown>> };
shared.mailgrantUnstored ??= new Set();
const underWay = shared.mailgrantUnstored;

/** Marks work that the process should not end before: it will store what cannot be had a second time. */
export function unstored<T>(work: Promise<T>): Promise<T> {
  const tracked = work.finally(() => underWay.delete(tracked));
  underWay.add(tracked);
  return tracked;
}

/** Resolves when nothing is left to be stored, whether or not that went well. */
export async function allStored(): Promise<void> {
  while (underWay.size > 0) await Promise.allSettled(underWay);
}

/**
 * For who ends the process: whether `begun` was finished, and all that it and others left to be stored is stored, within
 * `limitMs`. What is not stored by then is lost with the process.
 */
export function storedWithin(limitMs: number, begun: Promise<unknown>): Promise<boolean> {
  const stored = begun.then(allStored).then(() => true);
  return within(limitMs, stored, () => false);
}
