import type { ZodType } from 'zod';

/** What is wrong with one field, as the API names it. */
export type FieldProblem = { path: string; message: string };

/** A refusal of our own API (RFC 9457 problem+json), or its silence (`code: 'unreachable'`). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly fields: readonly FieldProblem[];
  readonly requestId: string | null;

  constructor(problem: {
    status: number;
    code: string;
    detail: string;
    errors?: FieldProblem[] | undefined;
    requestId?: string | null | undefined;
  }) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.fields = problem.errors ?? [];
    this.requestId = problem.requestId ?? null;
  }
}

type Call<T> = {
  /** Short name of the tenant; null for the doors that have none (set-up). */
  tenant: string | null;
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  schema: ZodType<T>;
  signal?: AbortSignal | undefined;
};

/** Calls our API as the signed-in person and returns the parsed answer; every failure is an ApiError. */
export async function api<T>(path: string, { tenant, method = 'GET', body, schema, signal }: Call<T>): Promise<T> {
  const response = await send(path, {
    method,
    headers: {
      accept: 'application/json',
      ...(tenant === null ? {} : { 'mailgrant-tenant': tenant }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  const answer = await readJson(response);
  if (!response.ok) throw refusal(response, answer);
  return schema.parse(answer);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError({ status: 0, code: 'unreachable', detail: 'Mailgrant did not answer.' });
  }
}

async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function refusal(response: Response, answer: unknown): ApiError {
  const problem = (answer ?? {}) as Partial<Record<'code' | 'detail' | 'title' | 'requestId', string>> & {
    errors?: FieldProblem[];
  };
  return new ApiError({
    status: response.status,
    code: problem.code ?? 'unexpected',
    detail: problem.detail ?? problem.title ?? '',
    errors: problem.errors,
    requestId: problem.requestId,
  });
}
