import type { Measurement } from './measurement.ts';
import { dueAmongMany } from './tokens/due-among-many.ts';
import { keptToken } from './tokens/kept-token.ts';
import { manyCallers } from './tokens/many-callers.ts';
import { revokedElsewhere } from './tokens/revoked-elsewhere.ts';
import { spreadRenewals } from './tokens/spread-renewals.ts';
import { workerMemory } from './tokens/worker-memory.ts';

/** What `npm run bench -- NAME` measures; without a name all of them. */
export const groups: Record<string, Measurement[]> = {
  tokens: [keptToken, revokedElsewhere, manyCallers, dueAmongMany, spreadRenewals, workerMemory],
};
