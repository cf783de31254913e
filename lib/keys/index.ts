export { continueRotation } from './continue-rotation.ts';
export { type KeyStatus, type KeysStatus, keysStatus } from './keys-status.ts';
export { type Retired, retireKey } from './retire-key.ts';
export { type Rotated, rotateKeys } from './rotate-keys.ts';
