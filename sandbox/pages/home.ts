import { domains } from '#sandbox/google/directory.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import { mailboxHref } from '#sandbox/mailbox/mailboxes-page.ts';
import { clouds, nationalClouds } from '#sandbox/microsoft/clouds.ts';
import { directories } from '#sandbox/microsoft/directory.ts';
import { relayUsers } from '#sandbox/relay/users.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { copyField, page } from './layout.ts';
import {
  appPasswordsPath,
  authorityFile,
  connectionsPath,
  delegationPath,
  newRegistrationPath,
  places,
} from './places.ts';

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

const microsoftPeople = directories.map(({ id, name, domain, cloud, people }) =>
  group(
    name,
    html`${domain}${cloud === 'global' ? '' : ` · ${clouds[cloud].label}`} · Tenant ID <code>${id}</code>`,
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

/** The other clouds, which few people want. */
const nationalPanel = ({
  origin,
}: Sandbox): Html => html`<details class="panel"><summary>Microsoft’s national clouds</summary>
<p class="hint">Applications are registered in each by themselves, in a directory of that cloud. All use the one SMTP server above.</p>
${nationalClouds.map(
  ({ label, login, graph, uris }) => html`<h3>${label}</h3>
<dl class="fields">${copyField('Authority', `${origin}${login}`)}${copyField('Microsoft Graph', `${origin}${graph}`)}
${copyField('Scope, Graph', `${uris.graph[0]}/.default`)}${copyField('Scope, SMTP', `${uris.exchange[0]}/.default`)}</dl>`,
)}</details>`;

/** “Any SMTP server”: who signs in there, and with what. */
const officePanel = (
  { plainSmtpPort, plainSmtpsPort }: Sandbox,
  host: string,
): Html => html`<h2>A mail server of an office</h2>
<p>Takes mail for the mailboxes here from anyone, and to anywhere from whoever signs in. Its certificate is signed by the
sandbox’s own <a href="${authorityFile}" download>certificate authority (.pem)</a>, as are those of all mail servers here.</p>
<dl class="panel">
${copyField('Server', host)}
${copyField('Port, without TLS or with STARTTLS', String(plainSmtpPort))}
${copyField('Port, with TLS from the start', String(plainSmtpsPort))}
</dl>
<ul class="columns">${relayUsers.map(
  ({ name, password, owns }) => html`<li class="panel"><h3>${name}</h3>
<p class="quiet">Sends as ${'domain' in owns ? `anyone at ${owns.domain}` : 'itself only'}</p>
<dl class="fields">${copyField('User name', name)}${copyField('Password', password)}</dl></li>`,
)}</ul>`;

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
<ul class="cards">
${card(places.console.path, 'Google Cloud', 'OAuth clients, consent screen, Gmail API, service accounts')}
${card(delegationPath, 'Admin console', 'Domain-wide delegation for service accounts')}
${card(connectionsPath, 'Google Account', 'Which apps have access to an account, and taking it back')}
${card(appPasswordsPath, 'App passwords', 'For a mail program that knows no OAuth')}
</ul>
<h2>Everywhere</h2>
<ul class="cards">
${card(places.mailbox.path, 'Mailboxes', 'Everything that was sent, with headers and source')}
${card(places.faults.path, 'Faults', 'Make something go wrong, and see what happens')}
</ul>
<h2>People</h2>
<p>Nobody types a password to sign in: on the sign-in page you pick who you are. For old mail programs each mailbox has one all the
same, which its page shows.</p>
<h3>With Microsoft</h3>
<ul class="columns">${microsoftPeople}</ul>
<h3>With Google</h3>
<ul class="columns">${googlePeople(sandbox)}</ul>
${officePanel(sandbox, host)}
<h2>Addresses</h2>
<dl class="panel">
${copyField('Authority', authority)}
${copyField('Microsoft Graph', `${origin}/graph.microsoft.com`)}
${copyField('SMTP, with STARTTLS', `${host}:${smtpPort}`)}
${copyField('Google accounts', `${origin}/accounts.google.com`)}
${copyField('Gmail API', `${origin}/gmail.googleapis.com`)}
${copyField('Gmail’s SMTP, with STARTTLS', `${host}:${googleSmtpPort}`)}
${copyField('Gmail’s SMTP, with TLS', `${host}:${googleSmtpsPort}`)}
</dl>
${nationalPanel(sandbox)}`;
  return page({ title: 'Home', place: 'home', main });
}
