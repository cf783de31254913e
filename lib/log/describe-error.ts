/** What the log keeps of an error, and of its causes. */
export type DescribedError = {
  type: string;
  message: string;
  stack?: string;
  code?: unknown;
  reply?: unknown;
  problem?: unknown;
  requestSent?: unknown;
  presented?: unknown;
  cause?: unknown;
};

/** Fields that say what happened. An error of a library may also hold the request, its body or the recipients. */
const kept = ['code', 'reply', 'problem', 'requestSent', 'presented'] as const;

const deepestCause = 5;

/** The loggable part of an error: type, sentence, stack and the known fields, causes included. */
export function describeError(error: Error, depth = 0): DescribedError {
  const described: DescribedError = { type: error.name, message: error.message };
  if (error.stack) described.stack = error.stack;
  for (const field of kept) {
    const value = (error as Error & Partial<Record<(typeof kept)[number], unknown>>)[field];
    if (value !== undefined) described[field] = value;
  }
  if (error.cause instanceof Error && depth < deepestCause) described.cause = describeError(error.cause, depth + 1);
  return described;
}
