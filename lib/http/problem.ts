import { z } from 'zod';
import { isPassingDatabaseError } from '#lib/db/index.ts';
import { AppError, type ErrorCode, onTheWire } from '#lib/errors/index.ts';
import { log } from '#lib/log/index.ts';

const codes = [...(Object.keys(onTheWire) as ErrorCode[]), 'internal'] as const;

/** RFC 9457: how every route of the API says no. */
export const problemDetailsSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  /** For the person reading it: what is wrong and what would be right. */
  detail: z.string(),
  code: z.enum(codes),
  /** One entry per field of the request that cannot be used. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })),
  /** Stands in the server's log beside what really happened. */
  requestId: z.string(),
});
type ProblemDetails = z.infer<typeof problemDetailsSchema>;

const databaseAway = 'The database does not answer at the moment. Look whether anything was changed, then try again.';
const retryAfterSeconds = 5;

/**
 * The answer to a failed request: an AppError in its own words, a database that is away as such, a bug as nothing but the
 * id of its log entry.
 */
export function problemResponse(error: unknown, requestId: string): Response {
  if (error instanceof AppError) {
    // The cause of a refusal is for the log: somebody will ask why.
    if (error.cause !== undefined) log().info({ err: error, requestId }, 'refused');
    return respond(refusal(error, requestId), error.retryAt);
  }
  if (!isPassingDatabaseError(error)) return respond(bug(error, requestId));
  log().warn({ err: error, requestId }, 'the database is away');
  return respond(refusal(new AppError('database_unavailable', databaseAway), requestId));
}

function refusal(error: AppError, requestId: string): ProblemDetails {
  const { http, title } = onTheWire[error.code];
  const { code, message: detail, fields } = error;
  return { type: `urn:mailgrant:problem:${code}`, title, status: http, detail, code, errors: [...fields], requestId };
}

function bug(error: unknown, requestId: string): ProblemDetails {
  log().error({ err: error, requestId }, 'a request failed');
  return {
    type: 'urn:mailgrant:problem:internal',
    title: 'Something went wrong on our side',
    status: 500,
    detail: `The log of the server has more under the request id ${requestId}.`,
    code: 'internal',
    errors: [],
    requestId,
  };
}

function respond(problem: ProblemDetails, retryAt: Date | null = null): Response {
  const headers = new Headers({ 'Content-Type': 'application/problem+json' });
  if (problem.status === 401) headers.set('WWW-Authenticate', 'Bearer realm="mailgrant"');
  if (problem.code !== 'internal' && onTheWire[problem.code].retry) headers.set('Retry-After', `${retryAfterSeconds}`);
  if (retryAt) headers.set('Retry-After', retryAfter(retryAt));
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** Whole seconds from now, at least one (RFC 9110 §10.2.3). */
export function retryAfter(at: Date): string {
  return String(Math.max(1, Math.ceil((at.getTime() - Date.now()) / 1000)));
}
