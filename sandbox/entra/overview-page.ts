import { type Html, html } from '#sandbox/http/html.ts';
import { type Directory, directories, findDirectory } from '#sandbox/microsoft/directory.ts';
import type { RedirectUri, Registration } from '#sandbox/microsoft/registrations.ts';
import { findServicePrincipal } from '#sandbox/microsoft/service-principals.ts';
import { copyField, moment, page } from '#sandbox/pages/layout.ts';
import { places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { authenticationPanel } from './authentication-panel.ts';
import { certificatesPanel } from './certificates-panel.ts';
import { entraPage } from './frame.ts';
import { permissionsPanel } from './permissions-panel.ts';
import { secretsPanel } from './secrets-panel.ts';

/** What was wrong with a form of this page; shown in its panel, with what was typed. */
export type Problem = { panel: 'secrets' | 'certificates' | 'authentication'; text: string; uris?: RedirectUri[] };

/** One application: Essentials, Certificates & secrets, Authentication and API permissions on one page. */
export function overviewPage(sandbox: Sandbox, registration: Registration, problem?: Problem): Html {
  const directory = findDirectory(registration.directoryId) ?? (directories[0] as Directory);
  const accountTypes = registration.accountTypes === 'single' ? 'My organization only' : 'Multiple organizations';
  const main = html`<div class="heading"><h1>${registration.name}</h1>${deletion(registration)}</div>
<nav class="sections" aria-label="On this page"><a href="#essentials">Overview</a><a href="#secrets">Certificates &amp; secrets</a><a href="#certificates">Certificates</a><a href="#authentication">Authentication</a><a href="#permissions">API permissions</a></nav>
<section class="panel" id="essentials" aria-labelledby="essentials-title">
<h2 id="essentials-title">Essentials</h2>
<dl class="fields">
${copyField('Application (client) ID', registration.clientId)}
${copyField('Directory (tenant) ID', registration.directoryId)}
</dl>
<dl class="pairs">
<div><dt>Display name</dt><dd>${registration.name}</dd></div>
<div><dt>Object ID</dt><dd><code>${registration.objectId}</code></dd></div>
<div><dt>Managed application in local directory</dt><dd>${managedApplication(sandbox, registration)}</dd></div>
<div><dt>Supported account types</dt><dd>${accountTypes}</dd></div>
<div><dt>Created on</dt><dd>${moment(registration.createdAt)}</dd></div>
</dl>
</section>
${secretsPanel(sandbox, registration, problem?.panel === 'secrets' ? problem.text : undefined)}
${certificatesPanel(registration, problem?.panel === 'certificates' ? problem.text : undefined)}
${authenticationPanel(registration, problem?.panel === 'authentication' ? problem : undefined)}
${permissionsPanel(sandbox, registration, directory)}`;
  return entraPage({
    title: registration.name,
    place: 'registrations',
    directory,
    crumbs: [{ text: registration.name }],
    main,
  });
}

/** Entra's link from a registration to what it is in its own directory; consenting brings a deleted one back. */
function managedApplication({ store }: Sandbox, registration: Registration): Html {
  const principal = findServicePrincipal(store, registration);
  if (!principal) return html`<span class="quiet">Deleted; the next consent creates it again.</span>`;
  return html`<a href="${places.enterprise.path}/${principal.objectId}">${registration.name}</a>`;
}

function deletion({ clientId, name }: Registration): Html {
  return html`<button type="button" class="subtle" data-opens="delete-dialog">Delete</button>
<dialog id="delete-dialog" aria-labelledby="delete-title"><form method="post" action="${places.registrations.path}/${clientId}/delete">
<h2 id="delete-title">Delete app registration</h2>
<p>${name} and everything consented to it will be forgotten. Connections that use it stop working.</p>
<div class="actions"><button type="button" data-closes>Cancel</button><button class="danger">Delete</button></div>
</form></dialog>`;
}

export function missingPage(): Html {
  const main = html`<h1>Application not found</h1>
<p>It may have been deleted, or the sandbox was reset. <a href="${places.registrations.path}">App registrations</a></p>`;
  return page({ title: 'Application not found', place: 'registrations', main });
}
