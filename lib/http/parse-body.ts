import type { z } from 'zod';
import { AppError, type FieldProblem } from '#lib/errors/index.ts';
import { readText } from './read-text.ts';

/**
 * Reads a JSON body of at most 64 KiB, or as many bytes as given, and checks it. A refusal (413, 415 or 422) names each
 * field and what would be right.
 */
export async function parseBody<T extends z.ZodType>(
  request: Request,
  schema: T,
  maxBytes?: number,
): Promise<z.output<T>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new AppError('unsupported_media_type', 'Send JSON, with the header Content-Type: application/json.');
  }
  return parseInput(parseJson(await readText(request, maxBytes)), schema);
}

/** Checks the query string of a request; each parameter may stand there once. */
export function parseQuery<T extends z.ZodType>(request: Request, schema: T): z.output<T> {
  const { searchParams } = new URL(request.url);
  // Of two the first would count for one reader and the last for another.
  const repeated = [...new Set(searchParams.keys())].filter((name) => searchParams.getAll(name).length > 1);
  if (repeated.length > 0) {
    const fields = repeated.map((path) => ({ path, message: 'Send this parameter once.' }));
    throw new AppError('invalid_input', `Please check: ${repeated.join(', ')}.`, { fields });
  }
  return parseInput(Object.fromEntries(searchParams), schema);
}

/** Checks what was read; a refusal (422) names each field and what would be right. */
export function parseInput<T extends z.ZodType>(input: unknown, schema: T): z.output<T> {
  const parsed = schema.safeParse(input, {
    // Zod's own words for an absent field speak of types and `undefined`.
    error: (issue) =>
      issue.code === 'invalid_type' && issue.input === undefined ? 'This field is missing.' : undefined,
  });
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.flatMap(fieldProblems);
  const names = fields.map((field) => field.path || 'the request itself').join(', ');
  throw new AppError('invalid_input', `Please check: ${names}.`, { fields });
}

function fieldProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: 'There is no such field.' }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without its cause: V8's words quote the body, which may be a secret.
    throw new AppError('invalid_input', 'The body is not valid JSON.');
  }
}
