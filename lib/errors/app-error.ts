export type ErrorCode =
  | 'invalid_input'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'too_large'
  | 'unsupported_media_type'
  | 'too_many_requests'
  | 'provider_unavailable'
  | 'scanner_unavailable'
  | 'database_unavailable';

/** How each edge tells its caller. A new code does not compile until every column is filled. */
export const onTheWire = {
  invalid_input: { http: 422, title: 'The request cannot be used as it is', retry: false },
  unauthenticated: { http: 401, title: 'Sign in first', retry: false },
  forbidden: { http: 403, title: 'Not allowed', retry: false },
  not_found: { http: 404, title: 'Not found', retry: false },
  method_not_allowed: { http: 405, title: 'Not with this method', retry: false },
  conflict: { http: 409, title: 'Not possible as things are now', retry: false },
  too_large: { http: 413, title: 'Too large', retry: false },
  unsupported_media_type: { http: 415, title: 'Not this kind of content', retry: false },
  too_many_requests: { http: 429, title: 'Too many tries', retry: true },
  provider_unavailable: { http: 503, title: 'The provider did not answer', retry: true },
  scanner_unavailable: { http: 503, title: 'The virus scanner did not answer', retry: true },
  database_unavailable: { http: 503, title: 'The database does not answer', retry: true },
} as const satisfies Record<ErrorCode, { http: number; title: string; retry: boolean }>;

/** What is wrong with one field and what would be right. `path` is the field's name in the request. */
export type FieldProblem = { path: string; message: string };

/** An expected refusal. `message` is for the person reading it; `cause` is for the log. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly fields: readonly FieldProblem[];
  /** From when on the same request may succeed, where that is known. */
  readonly retryAt: Date | null;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; fields?: FieldProblem[]; retryAt?: Date } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.fields = options.fields ?? [];
    this.retryAt = options.retryAt ?? null;
  }
}
