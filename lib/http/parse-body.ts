import type { z } from 'zod';
import { AppError, type FieldProblem } from '#lib/errors/index.ts';
import { readText } from './read-text.ts';

type Reading = {
  /** 64 KiB unless given. */
  maxBytes?: number;
  /** Where a field belongs that is not known at its place (`settings.host`); null where nobody knows. */
  elsewhere?: (path: string) => string | null;
};

/**
 * Reads a JSON body of at most 64 KiB, or as many bytes as given, and checks it. A refusal (413, 415 or 422) names each
 * field and what would be right.
 */
export async function parseBody<T extends z.ZodType>(
  request: Request,
  schema: T,
  { maxBytes, ...more }: Reading = {},
): Promise<z.output<T>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new AppError('unsupported_media_type', 'Send JSON, with the header Content-Type: application/json.');
  }
  return parseInput(parseJson(await readText(request, maxBytes)), schema, more);
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
export function parseInput<T extends z.ZodType>(
  input: unknown,
  schema: T,
  { elsewhere = () => null }: Pick<Reading, 'elsewhere'> = {},
): z.output<T> {
  const parsed = schema.safeParse(input, { error: inOurWords });
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.flatMap((issue) => fieldProblems(issue, elsewhere));
  const names = fields.map((field) => field.path || 'the request itself').join(', ');
  throw new AppError('invalid_input', `Please check: ${names}.`, { fields });
}

/** What a field should hold, by the type that is expected there. */
const kinds: Partial<Record<string, string>> = {
  string: 'Write a text.',
  number: 'Write a number.',
  boolean: 'Write true or false.',
  array: 'Write a list.',
  object: 'Write fields with values.',
  record: 'Write fields with values.',
};

/** Zod's own words speak of types, options and `undefined`; what a schema says of its own goes before these. */
function inOurWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_value') {
    const choices = issue.values.map(String).join(', ');
    const choose = issue.values.length === 1 ? `Write ${choices}.` : `Choose one of these: ${choices}.`;
    return issue.input === undefined ? `This field is missing. ${choose}` : choose;
  }
  if (issue.code !== 'invalid_type') return undefined;
  return issue.input === undefined ? 'This field is missing.' : kinds[issue.expected];
}

type Elsewhere = NonNullable<Reading['elsewhere']>;

function fieldProblems(issue: z.core.$ZodIssue, elsewhere: Elsewhere): FieldProblem[] {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => {
    const whole = path ? `${path}.${key}` : key;
    const place = elsewhere(whole);
    return { path: whole, message: `There is no such field${place ? ` here: write it as ${place}` : ''}.` };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without its cause: V8's words quote the body, which may be a secret.
    throw new AppError('invalid_input', 'The body is not valid JSON.');
  }
}
