import path from 'node:path';
import { randomToken } from '#lib/crypto/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { type Given, type Surroundings, textOf, UsageError } from './command.ts';
import { readTextFile } from './read-text-file.ts';

const passwordVariable = 'MAILGRANT_USER_PASSWORD';

export type NewPassword = { password: string; isGenerated: boolean };

/** The password that the line or the environment gives for a new person; null where neither does. */
export async function passwordGiven(given: Given, { env, folder }: Surroundings): Promise<NewPassword | null> {
  const inEnvironment = env[passwordVariable];
  delete env[passwordVariable];
  const file = textOf(given, 'password-file');
  const isGenerated = given.options['generate-password'] !== undefined;
  if (isGenerated && file !== undefined) throw new UsageError('Give --password-file or --generate-password, not both.');
  if (isGenerated) return { password: randomToken(15), isGenerated };
  if (file !== undefined) return { password: await passwordIn(path.resolve(folder, file)), isGenerated };
  return inEnvironment ? { password: inEnvironment, isGenerated } : null;
}

/** Asks for the password of a new person at the terminal, twice. */
export async function passwordAsked({ ask }: Surroundings): Promise<NewPassword> {
  if (!ask) {
    throw new UsageError(
      `Give the password by --password-file, in ${passwordVariable}, or let it be made with --generate-password.`,
    );
  }
  const password = await ask('Password: ');
  if ((await ask('Once more: ')) === password) return { password, isGenerated: false };
  throw refusal('The two passwords differ. Begin again.');
}

async function passwordIn(file: string): Promise<string> {
  const read = await readTextFile(file);
  if ('problem' in read) throw refusal(read.problem);
  return read.text.replace(/\r?\n$/, '');
}

function refusal(message: string): AppError {
  return new AppError('invalid_input', message, { fields: [{ path: 'password-file', message }] });
}
