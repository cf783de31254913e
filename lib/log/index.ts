export { type Log, log, logTo } from './log.ts';
