import type { Connection } from '#lib/db/generated/client.ts';
import { AppError } from '#lib/errors/index.ts';
import { settingsOf } from '#lib/tokens/index.ts';
import { type SecretRecipient, secretRecipient } from './schema.ts';

/** Who a client secret is sent as, and where. Each is a fact of the settings as they are used, defaults included. */
const facts: Record<SecretRecipient, { name: string; of: (connection: Connection) => string }> = {
  provider: { name: 'the provider', of: ({ provider }) => provider },
  clientId: { name: 'the Application (client) ID', of: ({ clientId }) => clientId },
  directoryId: { name: 'the Directory (tenant) ID', of: ({ directoryId }) => directoryId },
  tokenEndpoint: { name: 'the token endpoint', of: (connection) => settingsOf(connection).endpoints.tokenEndpoint },
};

/**
 * Lets a stored secret be used with other settings only where it would still go to the application and the server it
 * was pasted for: whoever changes settings cannot make the product tell a secret they never knew to a server of theirs.
 *
 * @throws AppError `invalid_input` naming `clientSecret`
 */
export function requireSameRecipient(pastedFor: Connection, usedWith: Connection): void {
  const other = secretRecipient.find((fact) => facts[fact].of(pastedFor) !== facts[fact].of(usedWith));
  if (other) throw secretNeededAgain(`${facts[other].name} differs`);
}

/** The refusal to go on with a stored secret. */
export function secretNeededAgain(why: string): AppError {
  const message = `Paste the secret again: ${why}.`;
  return new AppError('invalid_input', message, { fields: [{ path: 'clientSecret', message }] });
}
