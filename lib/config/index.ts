export { type Config, config, parseConfig } from './config.ts';
export { wrongInKeys } from './key-ring.ts';
