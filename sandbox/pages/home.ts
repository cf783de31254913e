import { type Html, html } from '#sandbox/http/html.ts';
import { mailboxHref } from '#sandbox/mailbox/mailboxes-page.ts';
import { directories } from '#sandbox/microsoft/directory.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { copyField, page } from './layout.ts';

const people = directories.map(
  (directory) => html`<li class="panel">
<h3>${directory.name}</h3>
<p class="quiet">${directory.domain} · Tenant ID <code>${directory.id}</code></p>
<ul class="plain lines">${directory.people.map(
    ({ name, address, isAdmin }) =>
      html`<li><a href="${mailboxHref(address)}">${name}</a><span class="quiet">${address}</span>${isAdmin ? html`<span class="end">administrator</span>` : ''}</li>`,
  )}</ul>
<p class="links"><a href="/entra/registrations?directory=${directory.domain}">App registrations</a>
<a href="/entra/enterprise-applications?directory=${directory.domain}">Enterprise applications</a></p>
</li>`,
);

/** What this place is, and where to go from here. */
export function homePage(sandbox: Sandbox): Html {
  const main = html`<div class="intro"><h1>A Microsoft of your own</h1>
<p class="lead">It behaves like Microsoft Entra ID, Microsoft Graph and Exchange Online, so that you can connect a mailbox,
consent, send and break things without an account anywhere. Mail stays here, whoever it is addressed to.</p></div>
<ul class="cards">
<li><a class="card-link" href="/entra/registrations/new"><strong>New registration</strong><span>Register an application, as in the Entra admin center</span></a></li>
<li><a class="card-link" href="/entra/registrations"><strong>App registrations</strong><span>Client ids, client secrets, redirect URIs, API permissions</span></a></li>
<li><a class="card-link" href="/entra/enterprise-applications"><strong>Enterprise applications</strong><span>What people and administrators allowed, and taking it back</span></a></li>
<li><a class="card-link" href="/mailbox"><strong>Mailboxes</strong><span>Everything that was sent, with headers and source</span></a></li>
</ul>
<h2>People</h2>
<p>There are no passwords: on the sign-in page you pick who you are.</p>
<ul class="columns">${people}</ul>
<h2>Addresses</h2>
<dl class="panel">
${copyField('Authority', sandbox.authority)}
${copyField('Microsoft Graph', `${sandbox.origin}/graph.microsoft.com`)}
${copyField('SMTP, with STARTTLS', `${new URL(sandbox.origin).hostname}:${sandbox.smtpPort}`)}
</dl>`;
  return page({ title: 'Home', place: 'home', main });
}
