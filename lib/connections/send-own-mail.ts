import { log } from '#lib/log/index.ts';
import { credentialOf, describeProblem } from '#lib/tokens/index.ts';
import type { OutgoingMail } from '#lib/transports/index.ts';
import { deliver } from './send-test-email.ts';

/** What Mailgrant itself writes, as the connection's sender. */
export type OwnMail = Omit<OutgoingMail, 'from' | 'saveToSentItems'>;

/** Sends a mail of Mailgrant's own through a connection; says why it was not taken, null where it was. It counts as no test of it. */
export async function sendOwnMail(tenantId: string, connectionId: string, mail: OwnMail): Promise<string | null> {
  const use = await credentialOf(tenantId, connectionId);
  const from = { name: 'Mailgrant', address: use.settings.connection.senderAddress };
  const { kind, problem, provider } = await deliver(use, { ...mail, from });
  if (kind === 'accepted' || problem === null) return null;
  const { title } = describeProblem(provider.id, problem, 'renewing');
  log().warn({ tenantId, connectionId, title, reply: problem.reply }, 'a connection did not take a mail of our own');
  return title;
}
