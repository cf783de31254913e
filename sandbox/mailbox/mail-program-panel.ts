import { findHolder } from '#sandbox/google/directory.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import { findMember } from '#sandbox/microsoft/directory.ts';
import { copyField } from '#sandbox/pages/layout.ts';
import { appPasswordsPath, places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { mailboxPassword } from './mailbox-password.ts';

/** What is typed into a mail program that knows no OAuth; nothing for an address without a mailbox here. */
export function mailProgramPanel(sandbox: Sandbox, address: string): Html {
  const host = new URL(sandbox.origin).hostname;
  const user = copyField('User name', address);
  if (findMember(address)) {
    const { smtpPort } = sandbox;
    return panel(html`<p class="hint">Exchange refuses it, basic authentication being off, unless
<a href="${places.faults.path}?provider=microsoft">Basic authentication still on</a> is switched on.</p>
<dl class="fields">${copyField('Server, with STARTTLS', `${host}:${smtpPort}`)}${user}${copyField('Password', mailboxPassword(address))}</dl>`);
  }
  if (!findHolder(address)?.account.hasMailbox) return html``;
  const { googleSmtpPort } = sandbox;
  return panel(html`<p class="hint">Gmail takes an <a href="${appPasswordsPath}?account=${encodeURIComponent(address)}">app password</a>, not the
account’s own.</p>
<dl class="fields">${copyField('Server, with STARTTLS', `${host}:${googleSmtpPort}`)}${user}</dl>`);
}

const panel = (content: Html): Html =>
  html`<details class="panel"><summary>For a mail program that knows no OAuth</summary>${content}</details>`;
