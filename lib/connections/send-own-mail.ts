import { credentialOf } from '#lib/tokens/index.ts';
import type { OutgoingMail } from '#lib/transports/index.ts';
import { deliver } from './send-test-email.ts';

/** What Mailgrant itself writes, as the connection's sender. */
export type OwnMail = Omit<OutgoingMail, 'from' | 'saveToSentItems'>;

/** Sends a mail of Mailgrant's own through a connection; says whether it was taken. It counts as no test of it. */
export async function sendOwnMail(tenantId: string, connectionId: string, mail: OwnMail): Promise<boolean> {
  const use = await credentialOf(tenantId, connectionId);
  const from = { name: 'Mailgrant', address: use.settings.connection.senderAddress };
  const { kind } = await deliver(use, { ...mail, from });
  return kind === 'accepted';
}
