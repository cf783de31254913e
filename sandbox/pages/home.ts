import { domains } from '#sandbox/google/directory.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import { mailboxHref } from '#sandbox/mailbox/mailboxes-page.ts';
import { directories } from '#sandbox/microsoft/directory.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { copyField, page } from './layout.ts';
import { delegationPath, newRegistrationPath, places } from './places.ts';

type Someone = { name: string; address: string; isAdmin: boolean; hasMailbox?: boolean };

const someone = ({ name, address, isAdmin, hasMailbox = true }: Someone): Html => {
  const shown = hasMailbox ? html`<a href="${mailboxHref(address)}">${name}</a>` : name;
  const more = isAdmin ? 'administrator' : hasMailbox ? '' : 'no mailbox';
  return html`<li>${shown}<span class="quiet">${address}</span>${more ? html`<span class="end">${more}</span>` : ''}</li>`;
};

const group = (name: string, facts: Html, people: Someone[], links: Html): Html => html`<li class="panel">
<h3>${name}</h3>
<p class="quiet">${facts}</p>
<ul class="plain lines">${people.map(someone)}</ul>
<p class="links">${links}</p>
</li>`;

const microsoftPeople = directories.map(({ id, name, domain, people }) =>
  group(
    name,
    html`${domain} · Tenant ID <code>${id}</code>`,
    people,
    html`<a href="${places.registrations.path}?directory=${domain}">App registrations</a>
<a href="${places.enterprise.path}?directory=${domain}">Enterprise applications</a>`,
  ),
);

function googlePeople({ store }: Sandbox): Html[] {
  return domains.map(({ id, name, domain, people }) => {
    const projects = store.state.google.projects.filter(({ domainId }) => domainId === id);
    const links = projects.map(
      (project) => html`<a href="${places.console.path}?project=${project.id}">Project “${project.name}”</a>`,
    );
    return group(name, html`${domain}`, people, html`${links}`);
  });
}

const card = (href: string, title: string, text: string): Html =>
  html`<li><a class="card-link" href="${href}"><strong>${title}</strong><span>${text}</span></a></li>`;

/** What this place is, and where to go from here. */
export function homePage(sandbox: Sandbox): Html {
  const { origin, authority, smtpPort, googleSmtpPort, googleSmtpsPort } = sandbox;
  const host = new URL(origin).hostname;
  const main = html`<div class="intro"><h1>A Microsoft and a Google of your own</h1>
<p class="lead">They behave like Microsoft 365 and Google Workspace, so that you can connect a mailbox, consent, send and break
things without an account anywhere. Mail stays here, whoever it is addressed to.</p></div>
<h2>Microsoft</h2>
<ul class="cards">
${card(newRegistrationPath, 'New registration', 'Register an application, as in the Entra admin center')}
${card(places.registrations.path, 'App registrations', 'Client ids, client secrets, redirect URIs, API permissions')}
${card(places.enterprise.path, 'Enterprise applications', 'What people and administrators allowed, and taking it back')}
</ul>
<h2>Google</h2>
<p>Mailgrant does not connect to Google yet. This half is ready for it.</p>
<ul class="cards">
${card(places.console.path, 'Google Cloud', 'OAuth clients, consent screen, Gmail API, service accounts')}
${card(delegationPath, 'Admin console', 'Domain-wide delegation for service accounts')}
</ul>
<h2>Both</h2>
<ul class="cards">
${card(places.mailbox.path, 'Mailboxes', 'Everything that was sent, with headers and source')}
${card(places.faults.path, 'Faults', 'Make something go wrong, and see what happens')}
</ul>
<h2>People</h2>
<p>There are no passwords: on the sign-in page you pick who you are.</p>
<h3>With Microsoft</h3>
<ul class="columns">${microsoftPeople}</ul>
<h3>With Google</h3>
<ul class="columns">${googlePeople(sandbox)}</ul>
<h2>Addresses</h2>
<dl class="panel">
${copyField('Authority', authority)}
${copyField('Microsoft Graph', `${origin}/graph.microsoft.com`)}
${copyField('SMTP, with STARTTLS', `${host}:${smtpPort}`)}
${copyField('Google accounts', `${origin}/accounts.google.com`)}
${copyField('Gmail API', `${origin}/gmail.googleapis.com`)}
${copyField('Gmail’s SMTP, with STARTTLS', `${host}:${googleSmtpPort}`)}
${copyField('Gmail’s SMTP, with TLS', `${host}:${googleSmtpsPort}`)}
</dl>`;
  return page({ title: 'Home', place: 'home', main });
}
