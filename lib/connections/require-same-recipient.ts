import type { Connection } from '#lib/db/generated/client.ts';
import { AppError } from '#lib/errors/index.ts';
import { settingsOf } from '#lib/tokens/index.ts';
import { type SecretRecipient, secretRecipient } from './schema.ts';

const names: Record<SecretRecipient, string> = {
  provider: 'the provider',
  clientId: 'the Application (client) ID',
  directoryId: 'the Directory (tenant) ID',
  tokenEndpoint: 'the token endpoint',
  graphUrl: 'the Graph URL',
  smtpHost: 'the SMTP server',
  smtpPort: 'the SMTP port',
  caCertificate: 'the CA certificate',
};

/** Who a client secret is sent as, and where it and its tokens go: the settings as they are used, defaults included. */
function recipientOf(connection: Connection): Record<SecretRecipient, string> {
  const { provider, clientId, directoryId } = connection;
  const { tokenEndpoint, graphUrl, smtpHost, smtpPort, caCertificate } = settingsOf(connection).endpoints;
  const servers = { tokenEndpoint, graphUrl, smtpHost, smtpPort: String(smtpPort) };
  return { provider, clientId, directoryId, ...servers, caCertificate: caCertificate.trim() };
}

/**
 * Lets a stored secret be used with other settings only where it would still go to the application and the servers it
 * was pasted for: whoever changes settings cannot make the product tell a secret they never knew, or a token it buys,
 * to a server of theirs.
 *
 * @throws AppError `invalid_input` naming `clientSecret`
 */
export function requireSameRecipient(pastedFor: Connection, usedWith: Connection): void {
  const [before, after] = [recipientOf(pastedFor), recipientOf(usedWith)];
  const other = secretRecipient.find((fact) => before[fact] !== after[fact]);
  if (other) throw secretNeededAgain(`${names[other]} differs`);
}

/** The refusal to go on with a stored secret. */
export function secretNeededAgain(why: string): AppError {
  const message = `Paste the secret again: ${why}.`;
  return new AppError('invalid_input', message, { fields: [{ path: 'clientSecret', message }] });
}
