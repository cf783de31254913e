import { setTimeout as pause } from 'node:timers/promises';

/** Waits that long; not at all when nothing is to be slow. */
export const pauseMs = async (ms: number | undefined): Promise<void> => {
  if (ms !== undefined && ms > 0) await pause(ms);
};
