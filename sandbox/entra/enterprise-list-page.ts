import { type Html, html } from '#sandbox/http/html.ts';
import { consentsAt, everyone } from '#sandbox/microsoft/consents.ts';
import type { Directory } from '#sandbox/microsoft/directory.ts';
import { findRegistration } from '#sandbox/microsoft/registrations.ts';
import type { ServicePrincipal } from '#sandbox/microsoft/service-principals.ts';
import { moment } from '#sandbox/pages/layout.ts';
import { places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { entraPage } from './frame.ts';

/** Who allowed it something, in a word. */
function consentState({ store }: Sandbox, principal: ServicePrincipal): Html {
  const consents = consentsAt(store, principal);
  if (consents.length === 0) return html`<span class="quiet">none</span>`;
  const people = consents.filter(({ userId }) => userId !== everyone).length;
  const parts = [
    ...(people < consents.length ? ['Admin consent'] : []),
    ...(people > 0 ? [people === 1 ? '1 user' : `${people} users`] : []),
  ];
  return html`<span class="state good">${parts.join(' and ')}</span>`;
}

const row = (sandbox: Sandbox, principal: ServicePrincipal): Html => html`<tr>
<th scope="row" data-label="Name"><a href="${places.enterprise.path}/${principal.objectId}">${findRegistration(sandbox.store, principal.clientId)?.name}</a></th>
<td data-label="Object ID"><code>${principal.objectId}</code></td>
<td data-label="Application ID"><code>${principal.clientId}</code></td>
<td data-label="Created on">${moment(principal.createdAt)}</td>
<td data-label="Consent">${consentState(sandbox, principal)}</td>
</tr>`;

const empty = html`<div class="panel empty"><h2>No enterprise applications</h2>
<p>An application appears here when it is registered in this directory, or when someone of this directory consents to it.</p></div>`;

/** "Enterprise applications" of one directory: what people and administrators there have let in. */
export function enterpriseListPage(sandbox: Sandbox, directory: Directory): Html {
  const own = sandbox.store.state.microsoft.servicePrincipals.filter(({ directoryId }) => directoryId === directory.id);
  const table = html`<table class="panel cards-when-narrow">
<thead><tr><th scope="col">Name</th><th scope="col">Object ID</th><th scope="col">Application ID</th><th scope="col">Created on</th><th scope="col">Consent</th></tr></thead>
<tbody>${[...own].reverse().map((principal) => row(sandbox, principal))}</tbody></table>`;
  const main = html`<h1>Enterprise applications</h1>
<p class="quiet">Applications that people of ${directory.name} may sign in to, and what each was allowed to do here.</p>
${own.length > 0 ? table : empty}`;
  return entraPage({ title: 'Enterprise applications', place: 'enterprise', directory, main });
}
