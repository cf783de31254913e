import type { FaultTest } from './fault-test.ts';
import { keyTests } from './keys/index.ts';
import { tokenTests } from './tokens/index.ts';

/** What `npm run test:faults -- NAME` runs; without a name all of them. */
export const groups: Record<string, FaultTest[]> = {
  tokens: [...tokenTests, ...keyTests],
  keys: keyTests,
};
