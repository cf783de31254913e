import type { OAuthClient, Project } from '#sandbox/google/projects.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import { copyButton, moment } from '#sandbox/pages/layout.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { consoleHref, consolePageIn } from './frame.ts';

const clientHref = (project: Project, { clientId }: OAuthClient): string =>
  consoleHref(`/auth/clients/${clientId}`, project);

/** “Clients”: OAuth 2.0 client IDs of the project, deleted ones below. */
export function clientsPage(sandbox: Sandbox, project: Project): Html {
  const living = project.clients.filter(({ deletedAt }) => !deletedAt);
  const deleted = project.clients.filter(({ deletedAt }) => deletedAt);
  const row = (client: OAuthClient): Html => html`<tr>
<th scope="row" data-label="Name"><a href="${clientHref(project, client)}">${client.name}</a></th>
<td data-label="Creation date">${moment(client.createdAt)}</td>
<td data-label="Type">Web application</td>
<td data-label="Client ID"><span class="id-cell"><code title="${client.clientId}">${client.clientId.slice(0, 18)}…</code>${copyButton('Client ID', client.clientId)}</span></td></tr>`;
  const table = html`<table class="panel cards-when-narrow"><thead><tr><th scope="col">Name</th><th scope="col">Creation date</th><th scope="col">Type</th><th scope="col">Client ID</th></tr></thead>
<tbody>${[...living].reverse().map(row)}</tbody></table>`;
  const empty = html`<div class="panel empty"><h2>No OAuth clients to display</h2>
<p>A client ID identifies your app to Google’s OAuth servers: with its secret, and the address the browser comes back to.</p></div>`;
  const main = html`<div class="heading"><h1>Clients</h1>
<a class="button primary" href="${consoleHref('/auth/clients/create', project)}">Create client</a></div>
<p class="quiet">OAuth 2.0 Client IDs</p>
${living.length > 0 ? table : empty}
${deleted.length > 0 ? restorable(project, deleted) : ''}`;
  return consolePageIn(sandbox, project, { title: 'Clients', here: '/auth/clients', main });
}

const restorable = (
  project: Project,
  clients: OAuthClient[],
): Html => html`<section class="panel" aria-labelledby="deleted-title">
<h2 id="deleted-title">Deleted credentials</h2><p class="hint">They can be restored within 30 days of deletion.</p>
<ul class="plain lines">${clients.map(
  (client) => html`<li>${client.name} <code class="quiet">${client.clientId.slice(0, 18)}…</code>
<form method="post" action="${consoleHref(`/auth/clients/${client.clientId}/restore`, project)}" class="end"><button class="subtle" aria-label="Restore ${client.name}">Restore</button></form></li>`,
)}</ul></section>`;
