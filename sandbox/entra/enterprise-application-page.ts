import { type Html, html } from '#sandbox/http/html.ts';
import { consentsAt } from '#sandbox/microsoft/consents.ts';
import { type Directory, directories, findDirectory } from '#sandbox/microsoft/directory.ts';
import { findRegistration, type Registration } from '#sandbox/microsoft/registrations.ts';
import type { ServicePrincipal } from '#sandbox/microsoft/service-principals.ts';
import { copyField, moment, page } from '#sandbox/pages/layout.ts';
import { places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { grantedPanel } from './enterprise-permissions-panel.ts';
import { entraPage } from './frame.ts';

/** One application as this directory has it: Properties, and Permissions with what was granted by whom. */
export function enterpriseApplicationPage(sandbox: Sandbox, principal: ServicePrincipal): Html {
  const directory = findDirectory(principal.directoryId) ?? (directories[0] as Directory);
  const registration = findRegistration(sandbox.store, principal.clientId);
  const name = registration?.name ?? principal.clientId;
  const main = html`<div class="heading"><h1>${name}</h1></div>
<nav class="sections" aria-label="On this page"><a href="#properties">Properties</a><a href="#permissions">Permissions</a></nav>
${propertiesPanel(principal, name, directory, registration)}
${grantedPanel({ principal, name, directory, consents: consentsAt(sandbox.store, principal) })}`;
  return entraPage({ title: name, place: 'enterprise', directory, crumbs: [{ text: name }], main });
}

function propertiesPanel(
  principal: ServicePrincipal,
  name: string,
  directory: Directory,
  registration: Registration | undefined,
): Html {
  const isHome = registration?.directoryId === directory.id;
  const home = registration && findDirectory(registration.directoryId);
  return html`<section class="panel" id="properties" aria-labelledby="properties-title">
<div class="heading"><h2 id="properties-title">Properties</h2><button type="button" data-opens="delete-dialog">Delete</button></div>
<dl class="fields">
${copyField('Application ID', principal.clientId)}
${copyField('Object ID', principal.objectId)}
</dl>
<p class="hint">Exchange’s New-ServicePrincipal wants this Object ID, not the one under App registrations.</p>
<dl class="pairs">
<div><dt>Name</dt><dd>${name}</dd></div>
<div><dt>App registration</dt><dd>${isHome ? html`<a href="${places.registrations.path}/${principal.clientId}">${name}</a>` : `in ${home?.name ?? 'another directory'}`}</dd></div>
<div><dt>Created on</dt><dd>${moment(principal.createdAt)}</dd></div>
</dl>
${deletion(principal, name, directory)}
</section>`;
}

function deletion({ objectId }: ServicePrincipal, name: string, directory: Directory): Html {
  return html`<dialog id="delete-dialog" aria-labelledby="delete-title"><form method="post" action="${places.enterprise.path}/${objectId}/delete">
<h2 id="delete-title">Delete ${name} from ${directory.name}?</h2>
<p>Everything that people and administrators of ${directory.name} allowed it ends: it gets no new tokens here. The app
registration stays. Whoever signs in to it again is asked again.</p>
<div class="actions"><button type="button" data-closes>Cancel</button><button class="danger">Delete</button></div>
</form></dialog>`;
}

export function enterpriseMissingPage(): Html {
  const main = html`<h1>Application not found</h1>
<p>It may have been deleted, or the sandbox was reset. <a href="${places.enterprise.path}">Enterprise applications</a></p>`;
  return page({ title: 'Application not found', place: 'enterprise', main });
}
