export { acrossTenants, asTenant, disconnect, inTenant, inTenantAlone, system, type Tx } from './client.ts';
export { hearsEverything, isHearing, onHeard, startHearing } from './hearing.ts';
export { beat, endBeat, reasonsNotReady } from './heartbeat.ts';
export { forgetKeys, holdersWithout, tellKeys } from './key-holders.ts';
export { beginRotation, holdRotationAlone, latestRotation, type Rotation } from './key-rotations.ts';
export { isPassingDatabaseError } from './passing-error.ts';
export { inSavepoint } from './savepoint.ts';
export { allStored, storedWithin, unstored } from './unstored.ts';
