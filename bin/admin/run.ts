import { Refusal, sentenceFor } from '#bin/start/refusal.ts';
import { isPassingDatabaseError } from '#lib/db/passing-error.ts';
import { AppError } from '#lib/errors/index.ts';
import { type Act, type Answer, type Command, type Surroundings, UsageError } from './command.ts';
import { helpOf, overview } from './help.ts';
import { type Line, readLine } from './read-line.ts';

/** What is written where, and how the process ends. */
export type Outcome = { exitCode: 0 | 1 | 2 | 3; stdout: string; stderr: string };

/** Runs what was typed. With --json all there is to say is one document on standard output. */
export async function run(
  args: string[],
  surroundings: Surroundings,
  act: (work: Act) => Promise<Answer>,
): Promise<Outcome> {
  const json = args.includes('--json');
  let command: Command | undefined;
  try {
    const line = readLine(args);
    if (line.kind === 'help') return help(line);
    command = line.command;
    const answer = await act(await command.prepare(line.given, surroundings));
    return json ? document(answer.exitCode, answer.json) : plain(answer.exitCode, answer.lines);
  } catch (error) {
    if (error instanceof UsageError) return notUnderstood(error, command, args, json);
    return refused(error, command, json);
  }
}

function help({ about, json }: Extract<Line, { kind: 'help' }>): Outcome {
  const lines = typeof about === 'object' ? helpOf(about) : overview(about);
  return json ? document(0, { help: lines.join('\n') }) : plain(0, lines);
}

function document(exitCode: Outcome['exitCode'], value: Record<string, unknown>): Outcome {
  return { exitCode, stdout: `${JSON.stringify(value, null, 2)}\n`, stderr: '' };
}

/** What went wrong is no answer: whoever reads standard output gets none. */
function plain(exitCode: Outcome['exitCode'], lines: string[]): Outcome {
  const text = `${lines.join('\n')}\n`;
  const isRefusal = exitCode === 1 || exitCode === 2;
  return { exitCode, stdout: isRefusal ? '' : text, stderr: isRefusal ? text : '' };
}

function notUnderstood({ message }: UsageError, command: Command | undefined, args: string[], json: boolean): Outcome {
  if (json) return document(2, { error: { code: 'usage', message, fields: [] } });
  const name =
    command?.name ??
    args
      .slice(0, 2)
      .filter((word) => !word.startsWith('-'))
      .join(' ');
  const more = helpAbout(name);
  return plain(2, [message, `Help: npm run -s admin -- ${[more, '--help'].filter(Boolean).join(' ')}`]);
}

/** The longest beginning of a command's name that has a help of its own. */
function helpAbout(name: string): string {
  for (const tried of [name, name.split(' ')[0] ?? '']) {
    try {
      readLine([...tried.split(' ').filter(Boolean), '--help']);
      return tried;
    } catch {
      // A word that is no command has no help.
    }
  }
  return '';
}

const databaseAway =
  'The database does not answer at the moment. Look whether anything was changed, then run the command again.';

/** A bug is told in full to whoever can read the machine's errors; a program that reads JSON gets its first line. */
function refused(error: unknown, command: Command | undefined, json: boolean): Outcome {
  const nameOf = command?.fieldName ?? ((path: string) => `--${path}`);
  const fields =
    error instanceof AppError ? error.fields.map(({ path, message }) => ({ field: nameOf(path), message })) : [];
  const whole = isPassingDatabaseError(error) ? databaseAway : sentenceFor(error);
  const isBug = !(error instanceof AppError || error instanceof Refusal);
  const message = json && isBug ? (whole.split('\n')[0] ?? '') : whole;
  const lines = fields.length > 0 ? fields.map((each) => `${each.field}: ${each.message}`) : [message];
  if (!json) return plain(1, lines);
  const code = error instanceof AppError ? error.code : 'failed';
  return document(1, { error: { code, message: lines.join('\n'), fields } });
}
