import { parseArgs } from 'node:util';
import { type Command, type Given, type Option, UsageError } from './command.ts';
import { commands } from './commands.ts';
import { nearest } from './nearest.ts';

/** What a line asks for: a command, or help about all, about one thing (`tenant`), or about one command. */
export type Line = { json: boolean } & (
  | { kind: 'command'; command: Command; given: Given }
  | { kind: 'help'; about: Command | string | undefined }
);

const switches: Record<string, Option> = { json: { says: '' }, help: { says: '' } };

const things = () => [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))];

/**
 * Reads what was typed behind `npm run admin --`.
 *
 * @throws UsageError naming the word that is not known, with the one that was most likely meant
 */
export function readLine(args: readonly string[]): Line {
  // Before the command is known, only these may stand anywhere.
  const words = args.filter((arg) => !['--json', '--help', '-h'].includes(arg));
  const json = args.includes('--json');
  const wantsHelp = args.includes('--help') || args.includes('-h');
  const [thing, verb] = words;
  const help = (about: Command | string | undefined): Line => ({ kind: 'help', about, json });
  if (thing === undefined) {
    if (wantsHelp) return help(undefined);
    throw new UsageError('Say what to do, such as: tenant create.');
  }
  requireKnown(thing, things(), 'There is no command');
  const verbs = commands.flatMap(({ name }) => (name.startsWith(`${thing} `) ? [name.slice(thing.length + 1)] : []));
  if (verb === undefined) {
    if (wantsHelp) return help(thing);
    throw new UsageError(`Say what to do with it: ${verbs.map((known) => `${thing} ${known}`).join(', ')}.`);
  }
  requireKnown(verb, verbs, `There is no command ${thing}`);
  const command = commands.find(({ name }) => name === `${thing} ${verb}`) as Command;
  if (wantsHelp) return help(command);
  return { kind: 'command', command, given: readGiven(command, withoutName(args, [thing, verb])), json };
}

/** What stands behind the two words that name the command, wherever the switches stood. */
function withoutName(args: readonly string[], name: string[]): string[] {
  const left = [...args];
  for (const word of name) left.splice(left.indexOf(word), 1);
  return left;
}

function requireKnown(typed: string, known: readonly string[], what: string): void {
  if (known.includes(typed)) return;
  const meant = nearest(typed, known);
  throw new UsageError(
    `${what} “${typed}”${meant ? `: did you mean “${meant}”?` : `. There is: ${known.join(', ')}.`}`,
  );
}

function readGiven(command: Command, args: string[]): Given {
  const known: Record<string, Option> = { ...command.options, ...switches };
  const { tokens } = parseArgs({
    args,
    options: Object.fromEntries(
      Object.entries(known).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean', multiple: true }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const options: Record<string, string[]> = {};
  const plain: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') plain.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName } = token;
    const option = Object.hasOwn(known, name) && rawName.startsWith('--') ? known[name] : undefined;
    if (!option) throw unknown(rawName, known);
    const values = [...(options[name] ?? []), typedFor(rawName, option, token)];
    options[name] = values;
    if (values.length > 1 && !option.many) throw new UsageError(`${rawName} stands there twice: give it once.`);
  }
  for (const [name, { required, value }] of Object.entries(command.options)) {
    if (required && !options[name]) throw new UsageError(`--${name} is missing: --${name} ${value}.`);
  }
  return { options, file: onlyArgument(command, plain) };
}

function unknown(rawName: string, known: Record<string, Option>): UsageError {
  const names = Object.keys(known).map((name) => `--${name}`);
  const meant = nearest(rawName, names);
  return new UsageError(
    `There is no option ${rawName}${meant ? `: did you mean ${meant}?` : `. There is: ${names.join(', ')}.`}`,
  );
}

type Token = { value?: string | undefined; inlineValue?: boolean | undefined };

function typedFor(rawName: string, { value: takes }: Option, { value, inlineValue }: Token): string {
  if (!takes) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value: leave out what stands behind =.`);
    return '';
  }
  // What looks like the next option is a value only where it says so.
  if (value === undefined || (!inlineValue && value.startsWith('-')))
    throw new UsageError(`${rawName} needs a value: ${rawName}=${takes}.`);
  return value;
}

function onlyArgument({ argument }: Command, plain: string[]): string {
  const [first, ...others] = plain;
  const tooMuch = argument ? others[0] : first;
  if (tooMuch !== undefined) throw new UsageError(`“${tooMuch}” is too much: options begin with --.`);
  if (argument && first === undefined) throw new UsageError(`${argument.name} is missing: ${argument.says}.`);
  return first ?? '';
}
