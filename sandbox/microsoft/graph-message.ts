import { createTransport, type SendMailOptions } from 'nodemailer';
import { bareAddresses, readMessage, UnreadableMessage } from '#sandbox/mailbox/deliver.ts';
import type { Person } from './directory.ts';
import { GraphError, graphFaults } from './graph-errors.ts';

/** A message as handed over, whichever way: what to keep, who it says sent it, who gets it. */
export type Submission = { raw: Buffer; from: string; recipients: string[]; saveToSent: boolean };

const isAddress = (text: string): boolean => /^[^\s@<>]+@[^\s@<>]+$/.test(text);

function requireRecipients(recipients: string[]): string[] {
  if (recipients.length === 0 || !recipients.every(isAddress)) throw new GraphError(graphFaults.noRecipients());
  return recipients;
}

/** `Content-Type: text/plain`: standard base64 of a MIME message; always saved to Sent Items. */
export async function readMimeSubmission(body: Buffer, sender: Person): Promise<Submission> {
  const text = body.toString('latin1').replace(/[\r\n]/g, '');
  const isBase64 = text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  if (!isBase64) throw new GraphError(graphFaults.badBase64());
  const raw = Buffer.from(text, 'base64');
  const message = await readMessage(raw).catch((error: unknown) => {
    throw error instanceof UnreadableMessage ? new GraphError(graphFaults.badMime()) : error;
  });
  const recipients = [message.to, message.cc, message.bcc].flatMap(bareAddresses);
  const from = bareAddresses(message.from ? [message.from] : [])[0];
  const withFrom = from ? raw : Buffer.concat([Buffer.from(`From: ${sender.name} <${sender.address}>\r\n`), raw]);
  return { raw: withFrom, from: from ?? sender.address, recipients: requireRecipients(recipients), saveToSent: true };
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const object = (value: unknown): Json => (isObject(value) ? value : {});
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

type Named = { name: string; address: string };
function recipient(value: unknown): Named {
  const address = object(object(value).emailAddress);
  return { name: text(address.name), address: text(address.address) };
}

/** `{"message": {…}, "saveToSentItems": true}` as Graph's message resource, composed to MIME. */
export async function readJsonSubmission(body: Buffer, sender: Person): Promise<Submission> {
  const request = parseJson(body);
  if (!isObject(request.message)) {
    throw new GraphError(graphFaults.badParameter("The parameter 'message' is missing in the request payload."));
  }
  const message = request.message;
  const from = message.from === undefined ? { name: sender.name, address: sender.address } : recipient(message.from);
  const [to, cc, bcc] = [message.toRecipients, message.ccRecipients, message.bccRecipients].map((value) =>
    list(value).map(recipient),
  );
  const recipients = requireRecipients([to, cc, bcc].flatMap((group) => (group ?? []).map(({ address }) => address)));
  const raw = await compose({
    from,
    to,
    cc,
    bcc,
    subject: text(message.subject),
    ...bodyOf(message),
    headers: headersOf(message),
    attachments: attachmentsOf(message),
    ...(text(message.internetMessageId) ? { messageId: text(message.internetMessageId) } : {}),
  });
  return { raw, from: from.address, recipients, saveToSent: request.saveToSentItems !== false };
}

function parseJson(body: Buffer): Json {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (isObject(value)) return value;
  } catch {
    // Answered below, the same as JSON that is no object.
  }
  throw new GraphError(graphFaults.badJson());
}

function bodyOf(message: Json): Pick<SendMailOptions, 'text' | 'html'> {
  const body = object(message.body);
  return text(body.contentType).toLowerCase() === 'html' ? { html: text(body.content) } : { text: text(body.content) };
}

function headersOf(message: Json): { key: string; value: string }[] {
  return list(message.internetMessageHeaders).map((header) => {
    const key = text(header.name);
    if (!/^x-/i.test(key)) throw new GraphError(graphFaults.headerName(key));
    return { key, value: text(header.value) };
  });
}

function attachmentsOf(message: Json): NonNullable<SendMailOptions['attachments']> {
  return list(message.attachments).map((attachment) => ({
    filename: text(attachment.name),
    content: Buffer.from(text(attachment.contentBytes), 'base64'),
    contentType: text(attachment.contentType) || 'application/octet-stream',
    ...(attachment.isInline === true ? { cid: text(attachment.contentId) } : {}),
  }));
}

async function compose(mail: SendMailOptions): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await transport.sendMail({ ...mail, disableFileAccess: true, disableUrlAccess: true });
  return Buffer.isBuffer(message) ? message : Buffer.from(String(message));
}
