import path from 'node:path';
import { AppError, type FieldProblem } from '#lib/errors/index.ts';
import type { Surroundings } from './command.ts';
import { readTextFile } from './read-text-file.ts';

/** Whatever is called so holds a secret: clientSecret, password, proxy.password. */
const secretName = /(secret|password|passphrase|privatekey)$/i;

type Reference = { env: string } | { file: string };

/**
 * The fields with each `{ env: NAME }` and `{ file: PATH }` replaced by what is there. A variable that was used is
 * taken out of the environment.
 *
 * @throws AppError naming each secret that stands in the file itself, and each reference that leads nowhere
 */
export async function withReferences(
  fields: Record<string, unknown>,
  { env, folder }: Pick<Surroundings, 'env' | 'folder'>,
): Promise<Record<string, unknown>> {
  const problems: FieldProblem[] = [];
  const used = new Set<string>();

  async function resolved(value: unknown, where: string[]): Promise<unknown> {
    const complain = (message: string) => void problems.push({ path: where.join('.'), message });
    if (isReference(value))
      return 'env' in value ? fromEnvironment(value.env, complain) : fromFile(value.file, complain);
    if (isSecretWithout(value, where)) return complain(typeof value === 'object' ? noReference : literalSecret);
    if (Array.isArray(value)) return Promise.all(value.map((each, place) => resolved(each, [...where, String(place)])));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(async ([name, each]) => [name, await resolved(each, [...where, name])]);
    return Object.fromEntries(await Promise.all(entries));
  }

  function fromEnvironment(name: string, complain: (message: string) => void): string | undefined {
    const text = env[name];
    used.add(name);
    if (!text) complain(`The variable ${name} is not set. Set it for this command.`);
    return text;
  }

  async function fromFile(named: string, complain: (message: string) => void): Promise<string | undefined> {
    const read = await readTextFile(path.resolve(folder, named));
    if ('text' in read) return read.text.replace(/\r?\n$/, '');
    complain(read.problem);
    return undefined;
  }

  const whole = await resolved(fields, []);
  for (const name of used) delete env[name];
  if (problems.length > 0) throw new AppError('invalid_input', 'Some secrets cannot be used.', { fields: problems });
  return whole as Record<string, unknown>;
}

const literalSecret =
  'A secret must not stand in the file, and this one is exposed: make a new one, and say where it is with { env: NAME } or { file: PATH }.';

function isReference(value: unknown): value is Reference {
  if (typeof value !== 'object' || value === null) return false;
  const [[name, text] = [], ...others] = Object.entries(value);
  return (name === 'env' || name === 'file') && typeof text === 'string' && text !== '' && others.length === 0;
}

const noReference = 'Say where the secret is: { env: NAME } or { file: PATH }, one of the two.';

/** A secret that is not referred to. A provider's own settings hold none; empty ones are left for the schema. */
function isSecretWithout(value: unknown, where: string[]): boolean {
  const isSecret = where[0] !== 'settings' && secretName.test(where.at(-1) ?? '');
  return isSecret && value !== null && value !== undefined && value !== '';
}
