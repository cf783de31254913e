export { type Config, config, parseConfig } from './config.ts';
