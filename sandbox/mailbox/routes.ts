import type { Attachment } from 'postal-mime';
import { type Answer, htmlAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Route } from '#sandbox/http/router.ts';
import { places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { readMessage } from './deliver.ts';
import { listPage } from './list-page.ts';
import type { Folder, MailCopy } from './mail-store.ts';
import { mailboxesPage } from './mailboxes-page.ts';
import { attachmentBytes, bodyDocument, messageMissingPage, messagePage } from './message-page.ts';

const folderOf = (request: SandboxRequest): Folder =>
  request.url.searchParams.get('folder') === 'sent' ? 'sent' : 'inbox';

/** What someone else's HTML may do: show its own styles and inlined images, nothing more. */
const bodyPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox";

const download = (name: string, type: string, body: Buffer): Answer => ({
  status: 200,
  headers: {
    'content-type': type,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
  },
  body,
});

/** Content types are the sender's words: only a well-formed one goes into our header. */
const typeOf = ({ mimeType }: Attachment): string =>
  /^[\w.+-]+\/[\w.+-]+$/.test(mimeType) ? mimeType : 'application/octet-stream';

/** The mailboxes of everyone, and whatever was addressed to the outside. */
export function mailboxRoutes(sandbox: Sandbox): Route[] {
  const { mail } = sandbox;
  const one = `${places.mailbox.path}/:address/messages/:id`;
  const withCopy =
    (work: (copy: MailCopy, raw: Buffer, request: SandboxRequest) => Promise<Answer> | Answer) =>
    async (request: SandboxRequest): Promise<Answer> => {
      const copy = mail.find(request.params.address ?? '', request.params.id ?? '');
      if (!copy) return htmlAnswer(messageMissingPage(), 404);
      return work(copy, await mail.raw(copy.rawId), request);
    };
  return [
    { method: 'GET', path: places.mailbox.path, handle: () => htmlAnswer(mailboxesPage(mail)) },
    {
      method: 'GET',
      path: `${places.mailbox.path}/:address`,
      handle: (request) =>
        htmlAnswer(listPage(sandbox, (request.params.address ?? '').toLowerCase(), folderOf(request))),
    },
    {
      method: 'GET',
      path: one,
      handle: withCopy(async (copy, raw) => htmlAnswer(messagePage(copy, await readMessage(raw), raw))),
    },
    {
      method: 'GET',
      path: `${one}/body`,
      handle: withCopy(async (_copy, raw) => {
        const answer = htmlAnswer(bodyDocument(await readMessage(raw)));
        return { ...answer, headers: { ...answer.headers, 'content-security-policy': bodyPolicy } };
      }),
    },
    {
      method: 'GET',
      path: `${one}/source`,
      handle: withCopy((copy, raw) => download(`${copy.subject || 'message'}.eml`, 'message/rfc822', raw)),
    },
    {
      method: 'GET',
      path: `${one}/attachments/:number`,
      handle: withCopy(async (_copy, raw, request) => {
        const attachment = (await readMessage(raw)).attachments[Number(request.params.number)];
        if (!attachment) return htmlAnswer(messageMissingPage(), 404);
        return download(attachment.filename ?? 'attachment', typeOf(attachment), attachmentBytes(attachment));
      }),
    },
  ];
}
