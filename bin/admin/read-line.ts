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
 * @throws UsageError naming the word that is not known, with the one that was most likely meant; of a command that is
 * known, all that is wrong with its line at once
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
  const names = Object.keys(known).map((name) => `--${name}`);
  const faults: string[] = [];
  const misspelt: (string | null)[] = [];
  const options: Record<string, string[]> = {};
  const plain: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') plain.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName } = token;
    const option = Object.hasOwn(known, name) && rawName.startsWith('--') ? known[name] : undefined;
    if (!option) {
      const meant = nearest(rawName, names);
      faults.push(
        `There is no option ${rawName}${meant ? `: did you mean ${meant}?` : `. There is: ${names.join(', ')}.`}`,
      );
      misspelt.push(meant);
      continue;
    }
    const fault = faultOf(rawName, option, token);
    if (fault) faults.push(fault);
    if (options[name] && !option.many) faults.push(`${rawName} stands there twice: give it once.`);
    options[name] = [...(options[name] ?? []), token.value ?? ''];
  }
  for (const [name, { required, value }] of Object.entries(command.options)) {
    if (required && !options[name] && !misspelt.includes(`--${name}`))
      faults.push(`--${name} is missing: --${name} ${value}.`);
  }
  // What stands behind an option that is not known is its value, as a rule.
  if (misspelt.length === 0) faults.push(...faultsOfArgument(command, plain));
  // Nobody wants to hear of one after the other.
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  return { options, file: plain[0] ?? '' };
}

type Token = { value?: string | undefined; inlineValue?: boolean | undefined };

function faultOf(rawName: string, { value: takes, oneOf }: Option, { value, inlineValue }: Token): string | null {
  if (!takes) return value === undefined ? null : `${rawName} takes no value: leave out what stands behind =.`;
  // What looks like the next option is a value only where it says so.
  if (value === undefined || (!inlineValue && value.startsWith('-')))
    return `${rawName} needs a value: ${rawName}=${takes}.`;
  return oneOf && !oneOf.includes(value) ? `${rawName} is “${value}”. Choose from ${oneOf.join(', ')}.` : null;
}

function faultsOfArgument({ argument }: Command, plain: string[]): string[] {
  const missing = argument && plain.length === 0 ? [`${argument.name} is missing: ${argument.says}.`] : [];
  const tooMuch = plain.slice(argument ? 1 : 0).map((word) => `“${word}” is too much: options begin with --.`);
  return [...missing, ...tooMuch];
}
