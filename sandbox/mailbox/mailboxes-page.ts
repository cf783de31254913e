import { type Html, html } from '#sandbox/http/html.ts';
import { page } from '#sandbox/pages/layout.ts';
import { places } from '#sandbox/pages/places.ts';
import type { MailStore } from './mail-store.ts';
import { ownerName, owners } from './owners.ts';

export const mailboxHref = (address: string): string => `${places.mailbox.path}/${encodeURIComponent(address)}`;

const count = (mail: MailStore, address: string): string => {
  const messages = mail.list(address).length;
  return messages === 0 ? 'empty' : messages === 1 ? '1 message' : `${messages} messages`;
};

/** Everyone's mailbox, and below them the addresses outside that were written to. */
export function mailboxesPage(mail: MailStore): Html {
  const columns = owners.map(
    (owner) =>
      html`<li class="panel"><h2>${owner.name} <span class="quiet provider">${owner.provider}</span></h2><ul class="plain lines">${owner.people.map(
        ({ name, address }) =>
          html`<li><a href="${mailboxHref(address)}">${name}</a><span class="quiet">${address}</span><span class="end">${count(mail, address)}</span></li>`,
      )}</ul></li>`,
  );
  const others = mail.mailboxes().filter((address) => ownerName(address) === undefined);
  const outside = html`<section class="panel"><h2>Other addresses</h2>
<p class="quiet">These belong to nobody here. Their mail is kept for you to see and goes nowhere.</p>
<ul class="plain lines">${others.map((address) => html`<li><a href="${mailboxHref(address)}">${address}</a><span class="end">${count(mail, address)}</span></li>`)}</ul></section>`;
  const main = html`<h1>Mailboxes</h1><ul class="columns">${columns}</ul>${others.length > 0 ? outside : ''}`;
  return page({ title: 'Mailboxes', place: 'mailbox', main });
}
