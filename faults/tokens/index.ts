import type { FaultTest } from '#faults/fault-test.ts';

/** The token engine under kill, race and time, in the order of their ids. */
export const tokenTests: FaultTest[] = [];
