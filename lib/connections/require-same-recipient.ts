import type { Connection } from '#lib/db/generated/client.ts';
import { AppError } from '#lib/errors/index.ts';
import { type StoredProxy, settingsOf } from '#lib/tokens/index.ts';
import { kindOf } from './kind-of.ts';
import { readerBetween, type SecretUse, secretMoves } from './schema.ts';

function useOf(connection: Connection): SecretUse {
  const { settings, endpoints } = settingsOf(connection);
  const { clientId } = connection;
  const proxy = connection.proxy as StoredProxy | null;
  return { ...kindOf(connection), clientId, settings, servers: endpoints, proxy };
}

/**
 * Lets a stored secret be used with other settings only where it would still go to the application and the servers it
 * was pasted for: whoever changes settings cannot make the product tell a secret they never knew, or a token it buys,
 * to a server of theirs.
 *
 * @throws AppError `invalid_input` naming `clientSecret`
 */
export function requireSameRecipient(pastedFor: Connection, usedWith: Connection): void {
  const other = secretMoves(useOf(pastedFor), useOf(usedWith));
  if (other) throw secretNeededAgain(`the ${other.name} differs`);
}

/** Whether a stored secret would still go to the application and the servers it was pasted for. */
export function isSameRecipient(pastedFor: Connection, usedWith: Connection): boolean {
  return secretMoves(useOf(pastedFor), useOf(usedWith)) === null;
}

/** Whether what is sent goes by the same proxy as before, where that could read along, or still by none that could. */
export function isReadByTheSame(before: Connection, after: Connection): boolean {
  return readerBetween(useOf(before)) === readerBetween(useOf(after));
}

/** The refusal to go on with a stored secret. */
export function secretNeededAgain(why: string): AppError {
  const message = `Paste the secret again: ${why}.`;
  return new AppError('invalid_input', message, { fields: [{ path: 'clientSecret', message }] });
}
