export { AppError, type ErrorCode, type FieldProblem, onTheWire } from './app-error.ts';
export type { Reply } from './reply.ts';
export { retryAfterMs } from './retry-after.ts';
export { storableReply } from './storable-reply.ts';
