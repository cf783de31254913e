import type { Connection } from '#lib/db/generated/client.ts';
import { AppError } from '#lib/errors/index.ts';
import { kindOf } from './kind-of.ts';
import { otherKeyProblem } from './schema.ts';

/**
 * Refuses a key file of another application than the connection's: a key of another project would be let in as
 * somebody else, or fail in words that name neither.
 *
 * @throws AppError `invalid_input` naming `clientSecret`
 */
export function requireOwnKey(
  connection: Pick<Connection, 'provider' | 'grantKind' | 'transport' | 'clientId' | 'settings'>,
  secret: string,
): void {
  const { clientId } = connection;
  const settings = connection.settings as Record<string, string>;
  const message = otherKeyProblem({ ...kindOf(connection), clientId, settings }, secret);
  if (message) throw new AppError('invalid_input', message, { fields: [{ path: 'clientSecret', message }] });
}
