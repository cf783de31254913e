import type { ConnectionView } from '#lib/connections/schema.ts';
import { asksForTokens } from './has-grant.ts';

/** Whether mail goes to a mail server that knows us by a password or by our address, not by what a provider gave. */
export function isPlainSmtp(connection: Pick<ConnectionView, 'transport' | 'grantKind'>): boolean {
  return connection.transport === 'smtp' && !asksForTokens(connection);
}
