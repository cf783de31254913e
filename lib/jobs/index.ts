export { every } from './every.ts';
export { runDueWork } from './run-due-work.ts';
