export { acrossTenants, asTenant, disconnect, inTenant, system, type Tx } from './client.ts';
export { hearsEverything, isHearing, onHeard, startHearing } from './hearing.ts';
export { beat, endBeat, reasonsNotReady } from './heartbeat.ts';
export { isPassingDatabaseError } from './passing-error.ts';
export { inSavepoint } from './savepoint.ts';
export { allStored, storedWithin, unstored } from './unstored.ts';
