import { type AppPassword, appPasswordsOf } from '#sandbox/google/app-passwords.ts';
import type { Account } from '#sandbox/google/directory.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import { mailboxPassword } from '#sandbox/mailbox/mailbox-password.ts';
import { copyField, moment, page } from '#sandbox/pages/layout.ts';
import { appPasswordsPath } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { accountHref, accountStrip } from './account-strip.ts';

/** “App passwords”: sixteen letters for a mail program that knows no OAuth, shown once, and taking them back. */
export function appPasswordsPage(sandbox: Sandbox, account: Account): Html {
  const list = appPasswordsOf(sandbox.store, account.id);
  const empty = html`<p class="quiet">You don’t have any app passwords.</p>`;
  const main = html`<h1>App passwords</h1>
<p class="quiet">App passwords help you sign into your Google Account on older apps and services that don’t support modern security
standards. 2-Step Verification is on for every account here.</p>
${list.map(({ id }) => fresh(sandbox.newSecretValues.get(id)))}
<section class="panel" aria-labelledby="yours-title"><h2 id="yours-title">Your app passwords</h2>
${list.length > 0 ? html`<ul class="plain lines">${list.map((one) => line(one, account))}</ul>` : empty}
<form method="post" action="${accountHref(appPasswordsPath, account)}">
<div class="field"><label for="name">App name</label>
<input id="name" name="name" autocomplete="off" required maxlength="60" placeholder="e.g. Mail server settings">
<p class="hint">To create a new app-specific password, type a name for it.</p></div>
<div class="actions start"><button class="primary">Create</button></div>
</form></section>
<section class="panel" aria-labelledby="account-title"><h2 id="account-title">The account’s own password</h2>
<p class="hint">Gmail’s mail servers refuse it: 534 5.7.9 Application-specific password required. A changed password ends all app
passwords, which is under Faults.</p>
<dl class="fields">${copyField('Password', mailboxPassword(account.address))}</dl></section>`;
  return page({ title: 'App passwords', strip: accountStrip(account, appPasswordsPath), main });
}

/** The only time the letters are on a page, in the groups of four that Google shows. */
function fresh(value: string | undefined): Html {
  if (value === undefined) return html``;
  return html`<div class="fresh">
<p role="status">This is your app password. Use it in place of the account’s password. You won’t see it again after you leave this page.</p>
<dl class="fields">${copyField('Generated app password', value.replace(/(.{4})(?=.)/g, '$1 '))}</dl>
</div>`;
}

const line = ({ id, name, createdAt }: AppPassword, account: Account): Html =>
  html`<li><strong>${name}</strong><span class="quiet">Created on ${moment(createdAt)}</span>
<form method="post" action="${accountHref(`${appPasswordsPath}/remove`, account)}" class="end">
<button class="subtle" name="id" value="${id}" aria-label="Remove app password ${name}">Remove</button></form></li>`;
