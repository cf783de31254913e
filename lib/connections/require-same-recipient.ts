import type { Connection } from '#lib/db/generated/client.ts';
import { AppError } from '#lib/errors/index.ts';
import { settingsOf } from '#lib/tokens/index.ts';

/** Who a client secret is sent as, and where. Each is a fact of the settings as they are used, defaults included. */
const recipient: [what: string, of: (connection: Connection) => string][] = [
  ['the provider', ({ provider }) => provider],
  ['the Application (client) ID', ({ clientId }) => clientId],
  ['the Directory (tenant) ID', ({ directoryId }) => directoryId],
  ['the token endpoint', (connection) => settingsOf(connection).endpoints.tokenEndpoint],
];

/**
 * Lets a stored secret be used with other settings only where it would still go to the application and the server it
 * was pasted for: whoever changes settings cannot make the product tell a secret they never knew to a server of theirs.
 *
 * @throws AppError `invalid_input` naming `clientSecret`
 */
export function requireSameRecipient(pastedFor: Connection, usedWith: Connection): void {
  const other = recipient.find(([, of]) => of(pastedFor) !== of(usedWith));
  if (other) throw secretNeededAgain(`${other[0]} differs`);
}

/** The refusal to go on with a stored secret. */
export function secretNeededAgain(why: string): AppError {
  const message = `Paste the secret again: ${why}.`;
  return new AppError('invalid_input', message, { fields: [{ path: 'clientSecret', message }] });
}
