import type { Command, Option } from './command.ts';
import { commands } from './commands.ts';

const begin = 'npm run -s admin --';

const always = [
  ['--json', 'one JSON document on standard output, and nothing else'],
  ['--help', 'this text'],
] as const;

const exitCodes = [
  ['0', 'done, or nothing to do'],
  ['1', 'refused, or saved and not working: the sentence says what to change'],
  ['2', 'the command line is not understood; nothing was done'],
  ['3', 'connection status: no connection is active, or the active one has a problem'],
] as const;

/** What can be typed, for all commands or for those of one thing. */
export function overview(thing?: string): string[] {
  const shown = commands.filter(({ name }) => thing === undefined || name.startsWith(`${thing} `));
  return [
    `Usage: ${begin} ${thing ?? 'THING'} VERB [OPTION…]`,
    ...block(
      'Commands',
      shown.map(({ name, does }) => [name, does]),
    ),
    ...block('With every command', always),
    ...block('Exit codes', exitCodes),
    '',
    'It works on the database of “npm start” with the same environment: that of DATABASE_URL, or the embedded one of',
    'DATA_DIR, which it starts for its own time where nothing runs.',
  ];
}

/** What one command takes and does. */
export function helpOf({ name, does, argument, options, notes }: Command): string[] {
  const typed = Object.entries(options).map(([option, { required }]) => {
    const text = spelt(option, options[option] as Option);
    return required ? text : `[${text}]`;
  });
  const takes = Object.entries(options).map(([option, rule]) => [
    spelt(option, rule),
    rule.many ? `${rule.says}; may stand there more than once` : rule.says,
  ]);
  return [
    `Usage: ${[begin, name, argument?.name, ...typed].filter(Boolean).join(' ')}`,
    '',
    `${does.charAt(0).toUpperCase()}${does.slice(1)}.`,
    ...(notes ? ['', ...notes] : []),
    ...block('Takes', [...(argument ? [[argument.name, argument.says]] : []), ...takes, ...always]),
    ...block('Exit codes', exitCodes),
  ];
}

const spelt = (name: string, { value }: Option) => (value ? `--${name} ${value}` : `--${name}`);

function block(title: string, rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([word = '']) => word.length));
  return ['', title, ...rows.map(([word = '', says = '']) => `  ${word.padEnd(width)}  ${says}`)];
}
