import { type Html, html } from '#sandbox/http/html.ts';
import type { Directory } from '#sandbox/microsoft/directory.ts';
import type { Registration } from '#sandbox/microsoft/registrations.ts';
import { moment } from '#sandbox/pages/layout.ts';
import { newRegistrationPath, places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { entraPage } from './frame.ts';

function secretState({ secrets }: Registration): Html {
  if (secrets.length === 0) return html`<span class="quiet">none</span>`;
  const current = secrets.some(({ endsAt }) => Date.parse(endsAt) > Date.now());
  return current ? html`<span class="state good">Current</span>` : html`<span class="state bad">Expired</span>`;
}

const row = (registration: Registration): Html => html`<tr>
<th scope="row" data-label="Display name"><a href="${places.registrations.path}/${registration.clientId}">${registration.name}</a></th>
<td data-label="Application (client) ID"><code>${registration.clientId}</code></td>
<td data-label="Created on">${moment(registration.createdAt)}</td>
<td data-label="Certificates &amp; secrets">${secretState(registration)}</td>
</tr>`;

const empty = html`<div class="panel empty"><h2>No applications yet</h2>
<p>Register an application to give it an identity here: a client id, a client secret, and the address the browser comes back to.</p></div>`;

/** "App registrations" of one directory. */
export function listPage(sandbox: Sandbox, directory: Directory): Html {
  const own = sandbox.store.state.microsoft.registrations.filter(({ directoryId }) => directoryId === directory.id);
  const table = html`<table class="panel cards-when-narrow">
<thead><tr><th scope="col">Display name</th><th scope="col">Application (client) ID</th><th scope="col">Created on</th><th scope="col">Certificates &amp; secrets</th></tr></thead>
<tbody>${[...own].reverse().map(row)}</tbody></table>`;
  const main = html`<div class="heading"><h1>App registrations</h1>
<a class="button primary" href="${newRegistrationPath}?directory=${directory.domain}">New registration</a></div>
${own.length > 0 ? table : empty}`;
  return entraPage({ title: 'App registrations', place: 'registrations', directory, main });
}
