export { runDueWork } from './run-due-work.ts';
