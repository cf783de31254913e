import type { Attachment, Email } from 'postal-mime';
import { Html, html } from '#sandbox/http/html.ts';
import { moment, page } from '#sandbox/pages/layout.ts';
import { places } from '#sandbox/pages/places.ts';
import { addressText } from './deliver.ts';
import type { MailCopy } from './mail-store.ts';
import { mailboxHref } from './mailboxes-page.ts';

export const attachmentBytes = ({ content }: Attachment): Buffer =>
  typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as Uint8Array);

function size(bytes: number): string {
  if (bytes < 1_024) return `${bytes} bytes`;
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

const ways: Record<MailCopy['via'], string> = { graph: 'Microsoft Graph', gmail: 'Gmail API', smtp: 'SMTP' };

const pair = (name: string, value: Html | string): Html =>
  value === '' ? html`` : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** One message: who, when, what it looks like, its files, its headers and its source. */
export function messagePage(copy: MailCopy, message: Email, raw: Buffer): Html {
  const here = `${mailboxHref(copy.mailbox)}/messages/${copy.id}`;
  const list = (addresses: Email['to']): string => (addresses ?? []).map(addressText).join(', ');
  const back = `${mailboxHref(copy.mailbox)}${copy.folder === 'sent' ? '?folder=sent' : ''}`;
  const main = html`<nav aria-label="Breadcrumb"><ol class="crumbs"><li><a href="${back}">${copy.mailbox}</a></li><li><span aria-current="page">Message</span></li></ol></nav>
<h1>${copy.subject || '(no subject)'}</h1>
<dl class="pairs panel">
${pair('From', copy.from)}${pair('To', list(message.to))}${pair('Cc', list(message.cc))}${pair('Bcc', list(message.bcc))}
${pair('Received', moment(copy.receivedAt))}
${pair('Came by', ways[copy.via])}
${pair('Message-ID', html`<code>${message.messageId ?? ''}</code>`)}
</dl>
${bodySection(here, message)}
${attachmentSection(here, message.attachments)}
${headerSection(message)}
<details class="panel" id="source"><summary>Source</summary>
<p><a class="button" href="${here}/source" download>Download .eml</a> <span class="quiet">${size(raw.length)}</span></p>
<pre tabindex="0" aria-label="Source">${raw.subarray(0, 100_000).toString('utf8')}</pre></details>`;
  return page({ title: copy.subject || 'Message', place: 'mailbox', main });
}

function bodySection(here: string, message: Email): Html {
  const view = html`<section class="panel flush" aria-labelledby="html-title"><h2 id="html-title" class="inset">HTML</h2>
<iframe sandbox="" src="${here}/body" title="The message as HTML"></iframe></section>`;
  const text = html`<section class="panel" aria-labelledby="text-title"><h2 id="text-title">Text</h2>
<pre class="text" tabindex="0" aria-label="The message as text">${message.text ?? ''}</pre></section>`;
  return html`${message.html ? view : ''}${message.text || !message.html ? text : ''}`;
}

function attachmentSection(here: string, attachments: Attachment[]): Html {
  if (attachments.length === 0) return html``;
  const items = attachments.map(
    (attachment, index) =>
      html`<li><a href="${here}/attachments/${index}" download>${attachment.filename ?? 'attachment'}</a><span class="quiet">${attachment.mimeType}</span><span class="end">${size(attachmentBytes(attachment).length)}</span></li>`,
  );
  return html`<section class="panel" aria-labelledby="files-title"><h2 id="files-title">Attachments</h2><ul class="plain lines">${items}</ul></section>`;
}

function headerSection(message: Email): Html {
  const rows = message.headers.map(
    ({ originalKey, value }) => html`<div><dt>${originalKey}</dt><dd>${value}</dd></div>`,
  );
  return html`<details class="panel" id="headers"><summary>Headers</summary><dl class="pairs mono">${rows}</dl></details>`;
}

/** The sender's HTML as it is; images that came with the message are written into it. */
export function bodyDocument(message: Email): Html {
  let text = message.html ?? '';
  for (const attachment of message.attachments) {
    const id = attachment.contentId?.replace(/^<|>$/g, '');
    if (!id || !attachment.mimeType.startsWith('image/')) continue;
    text = text.replaceAll(
      `cid:${id}`,
      `data:${attachment.mimeType};base64,${attachmentBytes(attachment).toString('base64')}`,
    );
  }
  return new Html(text);
}

export function messageMissingPage(): Html {
  const main = html`<h1>Message not found</h1><p>The sandbox was reset, or the address is wrong. <a href="${places.mailbox.path}">Mailboxes</a></p>`;
  return page({ title: 'Message not found', place: 'mailbox', main });
}
