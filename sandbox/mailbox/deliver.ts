import PostalMime, { type Address, type Email } from 'postal-mime';
import type { MailCopy, MailStore } from './mail-store.ts';

export type Delivery = {
  raw: Buffer;
  via: 'graph' | 'gmail' | 'smtp';
  /** What SMTP calls itself in the Received header (RFC 3848), where it is not with TLS and signed in. */
  protocol?: string;
  sender: string;
  recipients: string[];
  saveToSent: boolean;
};

/** A message that cannot be taken apart: nested too deeply, or its headers too long. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/** Takes a message apart; rejects with UnreadableMessage. */
export async function readMessage(raw: Buffer): Promise<Email> {
  try {
    return await PostalMime.parse(raw);
  } catch (error) {
    throw new UnreadableMessage('This message cannot be read.', { cause: error });
  }
}

export const addressText = (address: Address): string =>
  address.address ? (address.name ? `${address.name} <${address.address}>` : address.address) : address.name;

/** Bare addresses of a header's mailboxes, groups opened. */
export const bareAddresses = (list: Address[] | undefined): string[] =>
  (list ?? []).flatMap((one) => (one.address ? [one.address] : (one.group?.map(({ address }) => address) ?? [])));

/** The Bcc header is for Sent Items only (RFC 5322 §3.6.3). */
function withoutBcc(raw: Buffer): Buffer {
  const text = raw.toString('latin1');
  const end = text.search(/\r?\n\r?\n/);
  const headers = end < 0 ? text : text.slice(0, end);
  const kept = headers.replace(/^bcc:.*(\r?\n[ \t].*)*\r?\n?/gim, '');
  return Buffer.from(kept + (end < 0 ? '' : text.slice(end)), 'latin1');
}

const protocols: Record<MailCopy['via'], string> = {
  graph: 'with Microsoft Graph',
  gmail: 'with gmailapi',
  smtp: 'with ESMTPSA',
};

function received(delivery: Delivery, at: Date): Buffer {
  return Buffer.from(
    `Return-Path: ${delivery.sender}\r\nReceived: from localhost by sandbox.localhost ${delivery.protocol ? `with ${delivery.protocol}` : protocols[delivery.via]}; ${at.toUTCString().replace('GMT', '+0000')}\r\n`,
  );
}

/** Puts one copy into the mailbox of every recipient, and one into the sender's Sent Items. Nothing is ever sent on. */
export async function deliver(mail: MailStore, delivery: Delivery): Promise<void> {
  const at = new Date();
  const message = await readMessage(delivery.raw);
  const common = {
    receivedAt: at.toISOString(),
    via: delivery.via,
    envelopeFrom: delivery.sender,
    envelopeTo: delivery.recipients,
    subject: message.subject ?? '',
    from: message.from ? addressText(message.from) : delivery.sender,
    to: (message.to ?? []).map(addressText).join(', '),
    bytes: delivery.raw.length,
  };
  const incoming = Buffer.concat([received(delivery, at), withoutBcc(delivery.raw)]);
  const incomingId = await mail.keep(incoming);
  const sentId = delivery.saveToSent ? await mail.keep(delivery.raw) : undefined;
  if (sentId) mail.add({ ...common, mailbox: delivery.sender, folder: 'sent', rawId: sentId });
  for (const mailbox of new Set(delivery.recipients.map((address) => address.toLowerCase()))) {
    mail.add({ ...common, mailbox, folder: 'inbox', rawId: incomingId });
  }
}
