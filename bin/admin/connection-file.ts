import path from 'node:path';
import { isCollection, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { slugSchema } from '#lib/accounts/schema.ts';
import { type ConnectionInput, connectionInputSchema, fieldElsewhere } from '#lib/connections/schema.ts';
import { AppError, type FieldProblem } from '#lib/errors/index.ts';
import { parseInput } from '#lib/http/parse-body.ts';
import type { Surroundings } from './command.ts';
import { readTextFile } from './read-text-file.ts';
import { withReferences } from './references.ts';

/** A connection as a file says it is to be. */
export type WantedConnection = {
  tenant: string;
  activate: boolean;
  input: ConnectionInput;
};

/** What stands in the file beside the fields of the REST API. */
const besides = z.strictObject({
  tenant: slugSchema,
  activate: z.boolean('Write true or false.').default(false),
});

/**
 * Reads what a connection is to be from YAML or JSON, its secrets from where the file says they are.
 *
 * @throws AppError naming each field that cannot be used; never repeats what stands there
 */
export async function readConnectionFile(file: string, { env, folder }: Surroundings): Promise<WantedConnection> {
  const place = path.resolve(folder, file);
  const written = read(await textIn(place), file);
  const whole = await withReferences(written, { env, folder: path.dirname(place) });
  const { tenant, activate, ...fields } = whole;
  const problems: FieldProblem[] = [];
  const own = checked({ tenant, activate }, besides, problems);
  const input = checked(fields, connectionInputSchema, problems);
  if (!own || !input)
    throw new AppError('invalid_input', `Some settings in ${file} cannot be used.`, { fields: problems });
  return { ...own, input };
}

async function textIn(place: string): Promise<string> {
  const read = await readTextFile(place);
  if ('problem' in read) throw new AppError('invalid_input', read.problem);
  return read.text;
}

/** The parser's own words are left out: they quote the file, where somebody may have put a secret. */
function read(text: string, file: string): Record<string, unknown> {
  const lines = new LineCounter();
  const lineOf = (place: number) => lines.linePos(place).line;
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error?.code === 'RESOURCE_EXHAUSTION') throw tooDeep(file);
  if (error) {
    const where = `look at line ${lineOf(error.pos[0])} (${error.code})`;
    throw new AppError('invalid_input', `${file} is neither YAML nor JSON: ${where}.`);
  }
  if (!isMap(document.contents)) {
    throw new AppError('invalid_input', `${file} must hold fields with values, such as  tenant: contoso`);
  }
  visit(document, {
    // An id of digits alone is a text: as a number it would lose its last ones. Only ports are numbers.
    Pair(_key, { key, value }) {
      const isPort = isScalar(key) && /port$/i.test(String(key.value));
      if (isScalar(value) && typeof value.value === 'number' && !isPort) value.value = value.source;
    },
    // One that holds others can hold itself, and few lines of them make more values than fit into memory.
    Alias(_key, alias) {
      if (isScalar(alias.resolve(document))) return;
      const where = `${file}, line ${lineOf(alias.range?.[0] ?? 0)}`;
      const message = `${where}: an alias can stand for one text or number that is there before it. Write out what is meant.`;
      throw new AppError('invalid_input', message);
    },
    Collection(_key, _collection, within) {
      if (within.filter(isCollection).length >= maxDepth) throw tooDeep(file);
    },
  });
  return document.toJS() as Record<string, unknown>;
}

/** A connection's fields lie at most three deep. */
const maxDepth = 10;

const tooDeep = (file: string) =>
  new AppError('invalid_input', `${file} has fields within fields deeper than any connection. Look at its brackets.`);

/** Undefined where something is wrong, which is added to the others: nobody wants to hear of one after the other. */
function checked<T extends z.ZodType>(given: unknown, schema: T, problems: FieldProblem[]): z.output<T> | undefined {
  try {
    return parseInput(given, schema, { elsewhere: fieldElsewhere });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(...error.fields);
    return undefined;
  }
}
