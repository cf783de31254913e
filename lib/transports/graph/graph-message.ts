import { requireComposable } from '#lib/transports/require-composable.ts';
import type { OutgoingMail } from '#lib/transports/types.ts';

/** The mail as sendMail's JSON (resources/message). It carries one body, so HTML stands in for the text. */
export function graphMessage(mail: OutgoingMail) {
  requireComposable(mail);
  const recipient = (address: string, name?: string) => ({ emailAddress: { address, ...(name ? { name } : {}) } });
  return {
    message: {
      subject: mail.subject,
      body: mail.html ? { contentType: 'html', content: mail.html } : { contentType: 'text', content: mail.text },
      from: recipient(mail.from.address, mail.from.name),
      toRecipients: mail.to.map((address) => recipient(address)),
      internetMessageId: mail.messageId,
      attachments: (mail.attachments ?? []).map((part) => ({
        '@odata.type': '#microsoft.graph.fileAttachment',
        name: part.filename,
        contentType: part.contentType,
        contentBytes: Buffer.from(part.content).toString('base64'),
      })),
    },
    saveToSentItems: mail.saveToSentItems,
  };
}
