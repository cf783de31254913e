export { type Log, log } from './log.ts';
