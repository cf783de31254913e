import type { FaultTest } from '#faults/fault-test.ts';
import { changedKeys } from './changed-keys.ts';
import { sealedBits } from './sealed-bits.ts';

/** Sealed values, and the keys that seal them. */
export const keyTests: FaultTest[] = [sealedBits, changedKeys];
