import { type Address, addressParser } from 'postal-mime';
import { bareAddresses, readMessage, UnreadableMessage } from '#sandbox/mailbox/deliver.ts';
import type { Account } from './directory.ts';
import { GmailError, gmailFaults } from './gmail-errors.ts';

/** A message as Gmail takes it on: what is kept, and who gets it. */
export type Submission = { raw: Buffer; recipients: string[] };

/** By API (providers.md §1.8). */
const maxRecipients = 500;

const isAddress = (text: string): boolean => /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(text);

/** `raw` of a JSON body: base64url of an RFC 5322 message; padding and the standard alphabet pass too. */
export function readRaw(body: Buffer): Buffer {
  const raw = rawOf(parseJson(body));
  if (raw === undefined) throw new GmailError(gmailFaults.rawMissing());
  if (!/^[\w+/-]+={0,2}$/.test(raw)) throw new GmailError(gmailFaults.badBase64());
  return Buffer.from(raw, 'base64url');
}

const rawOf = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null || !('raw' in value)) return undefined;
  return typeof value.raw === 'string' && value.raw !== '' ? value.raw : undefined;
};

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new GmailError(gmailFaults.badJson());
  }
}

/** Who the message is for, from its To, Cc and Bcc headers; each address is looked at. */
export async function recipientsOf(raw: Buffer): Promise<string[]> {
  const message = await readMessage(raw).catch((error: unknown) => {
    throw error instanceof UnreadableMessage ? new GmailError(gmailFaults.badMime()) : error;
  });
  const headers = [
    ['To', message.to],
    ['Cc', message.cc],
    ['Bcc', message.bcc],
  ] as const;
  const recipients = headers.flatMap(([name, list]) => {
    const addresses = bareAddresses(list);
    // What is no address at all is read as a name.
    const isName = list?.some((one) => !one.address && !one.group) ?? false;
    if (isName || !addresses.every(isAddress)) throw new GmailError(gmailFaults.invalidHeader(name));
    return addresses;
  });
  if (recipients.length === 0) throw new GmailError(gmailFaults.recipientRequired());
  if (recipients.length > maxRecipients) throw new GmailError(gmailFaults.tooManyRecipients());
  return recipients;
}

/**
 * From is the account, or an address verified under “Send mail as”. Any other is replaced without a word, the name
 * kept; what was there stays in `X-Google-Original-From`.
 */
export function withOwnFrom(raw: Buffer, account: Account): Buffer {
  const text = raw.toString('latin1');
  const end = text.search(/\r?\n\r?\n/);
  const head = end < 0 ? text : text.slice(0, end);
  const rest = end < 0 ? '' : text.slice(end);
  const line = /^from:[ \t]*((?:.*)(?:\r?\n[ \t].*)*)/im.exec(head);
  if (!line) return Buffer.from(`From: ${account.address}\r\n${text}`, 'latin1');
  const value = line[1] ?? '';
  const first: Address | undefined = addressParser(value)[0];
  const own = [account.address, ...account.aliases];
  if (own.includes((first?.address ?? '').toLowerCase())) return raw;
  // The name as it was spelt, encoded words and quotes included.
  const name = value.includes('<') ? value.slice(0, value.lastIndexOf('<')).trim() : '';
  const from = `From: ${name ? `${name} <${account.address}>` : account.address}\r\nX-Google-Original-From: ${value}`;
  return Buffer.from(head.replace(line[0], () => from) + rest, 'latin1');
}
