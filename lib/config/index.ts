export type { ClamdAddress } from './clamd.ts';
export { type Config, config, parseConfig } from './config.ts';
export { wrongInKeys } from './key-ring.ts';
export { addOperatorKey, readKeysFile, removeOperatorKey } from './keys-file.ts';
export { readSignInProviders, type SignInProvider, signInProviders } from './sign-in-providers.ts';
