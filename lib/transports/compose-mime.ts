import MailComposer from 'nodemailer/lib/mail-composer';
import { requireComposable } from './require-composable.ts';
import type { OutgoingMail } from './types.ts';

/** Node types the addresses' separate parts, so that no name can become a second address. */
const one = (address: string, name = '') => ({ name, address });

/** The message as RFC 5322 bytes, CRLF throughout. Reads no file and no URL, whatever the mail holds. Throws AppError. */
export async function composeMime(mail: OutgoingMail): Promise<Buffer> {
  requireComposable(mail);
  const composer = new MailComposer({
    from: one(mail.from.address, mail.from.name),
    to: mail.to.map((address) => one(address)),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments?.map((part) => ({
      filename: part.filename,
      contentType: part.contentType,
      content: Buffer.from(part.content),
    })),
    messageId: mail.messageId,
    date: mail.date,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
