import { type Html, html } from '#sandbox/http/html.ts';
import { moment, page } from '#sandbox/pages/layout.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { mailProgramPanel } from './mail-program-panel.ts';
import type { Folder, MailCopy } from './mail-store.ts';
import { mailboxHref } from './mailboxes-page.ts';
import { isInsideAddress, ownerName } from './owners.ts';

/** `Contoso Reports <reports@…>` is shown by its name; the address is on the message's page. */
const nameIn = (from: string): string => from.replace(/(.+?)\s*<[^>]*>$/, '$1');

const line = (copy: MailCopy): Html => html`<li><a class="mail" href="${mailboxHref(copy.mailbox)}/messages/${copy.id}">
<span class="mail-who">${copy.folder === 'sent' ? `To: ${copy.to}` : nameIn(copy.from)}</span>
<span class="mail-subject">${copy.subject || '(no subject)'}</span>
<span class="mail-when">${moment(copy.receivedAt)}</span></a></li>`;

/** One mailbox, newest first; the list renews itself while the page is open. */
export function listPage(sandbox: Sandbox, address: string, folder: Folder): Html {
  const name = ownerName(address);
  const all = sandbox.mail.list(address);
  const shown = all.filter((copy) => copy.folder === folder);
  const tab = (own: Folder, href: string, text: string): Html =>
    html`<a href="${href}"${own === folder ? html` aria-current="page"` : ''}>${text} <span class="count">${all.filter((copy) => copy.folder === own).length}</span></a>`;
  const empty = html`<p class="empty quiet">${folder === 'inbox' ? 'Nothing has arrived yet. This page looks again by itself.' : 'Nothing was sent from here yet.'}</p>`;
  const main = html`<h1>${name ?? address}</h1>
<p class="quiet">${name ? address : 'Belongs to nobody here.'}${isInsideAddress(address) ? '' : ' Mail to this address left the product and was kept here; it was not sent on.'}</p>
<div id="messages" data-renews>
<nav class="tabs" aria-label="Folders">${tab('inbox', mailboxHref(address), 'Inbox')}${tab('sent', `${mailboxHref(address)}?folder=sent`, 'Sent Items')}</nav>
<div class="panel flush">${shown.length > 0 ? html`<ul class="plain mails">${shown.map(line)}</ul>` : empty}</div>
</div>
${mailProgramPanel(sandbox, address)}
<p class="unseen" id="news" role="status"></p>`;
  return page({ title: name ?? address, place: 'mailbox', main });
}
