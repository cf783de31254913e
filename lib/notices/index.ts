export { createTeller } from './create-teller.ts';
export { listNotices } from './list-notices.ts';
export { purgeNotices } from './purge-notices.ts';
