import type { Delegation } from '#sandbox/google/delegations.ts';
import { type Domain, domains } from '#sandbox/google/directory.ts';
import { fullMail, sendOnly } from '#sandbox/google/scopes.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import { page } from '#sandbox/pages/layout.ts';
import { delegationPath } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';

export type Typed = { clientId: string; scopes: string; overwrite: boolean };
export type Problems = Partial<Record<'clientId' | 'scopes', string>>;

const href = (domain: Domain, path = ''): string => `${delegationPath}${path}?domain=${domain.domain}`;

/** “Domain-wide delegation” under Security → API controls of a Workspace domain. */
export function delegationPage(
  sandbox: Sandbox,
  domain: Domain,
  typed: Typed = { clientId: '', scopes: '', overwrite: false },
  problems: Problems = {},
): Html {
  const list = sandbox.store.state.google.delegations.filter(({ domainId }) => domainId === domain.id);
  const main = html`<nav aria-label="Breadcrumb"><ol class="crumbs"><li>Admin console</li><li>Security</li><li>Access and data control</li><li>API controls</li><li><span aria-current="page">Domain-wide delegation</span></li></ol></nav>
<h1>Domain-wide delegation</h1>
<p class="quiet">Developers can register their web applications and other API clients with Google to enable
access to data in Google services without users having to individually give consent or their passwords.</p>
${form(domain, typed, problems)}
<section class="panel" aria-labelledby="clients-title"><h2 id="clients-title">API clients</h2>
${list.length > 0 ? table(sandbox, domain, list) : html`<p class="quiet">No API client is authorized for ${domain.domain}.</p>`}</section>`;
  return page({ title: 'Domain-wide delegation', place: 'console', strip: domainStrip(domain), main });
}

function domainStrip(here: Domain): Html {
  const link = (domain: Domain): Html =>
    html`<a href="${href(domain)}"${domain.id === here.id ? html` aria-current="true"` : ''}>${domain.name}</a>`;
  return html`<section class="strip" aria-label="Domain"><div class="strip-inside">
<p class="strip-here"><strong>${here.name}</strong> <span>Admin console of ${here.domain}</span></p>
<nav class="switcher" aria-label="Switch domain"><span class="quiet" aria-hidden="true">Switch domain</span>${domains.filter(({ isWorkspace }) => isWorkspace).map(link)}</nav>
</div></section>`;
}

const wrong = (id: string, text: string | undefined): Html =>
  text ? html`<p class="problem" id="${id}" role="alert">${text}</p>` : html``;
const invalid = (id: string, text: string | undefined): Html =>
  text ? html` aria-invalid="true" aria-describedby="${id}"` : html``;

function form(domain: Domain, typed: Typed, problems: Problems): Html {
  return html`<form method="post" action="${href(domain)}" class="panel form"><h2>Add a new client ID</h2>
<div class="field"><label for="clientId">Client ID <span class="required" aria-hidden="true">*</span></label>
<input id="clientId" name="clientId" value="${typed.clientId}" required autocomplete="off" spellcheck="false"${invalid('id-problem', problems.clientId)}>
<p class="hint">The number beside the service account in Google Cloud: “Unique ID”.</p>
<label class="tick"><input type="checkbox" name="overwrite" value="yes"${typed.overwrite ? html` checked` : ''}><span>Overwrite existing client ID</span></label>
${wrong('id-problem', problems.clientId)}</div>
<div class="field"><label for="scopes">OAuth scopes (comma-delimited) <span class="required" aria-hidden="true">*</span></label>
<input id="scopes" name="scopes" value="${typed.scopes}" required autocomplete="off" spellcheck="false"${invalid('scopes-problem', problems.scopes)}>
<p class="hint">To send by the Gmail API: <code>${sendOnly}</code>. By SMTP: <code>${fullMail}</code>.</p>${wrong('scopes-problem', problems.scopes)}</div>
<div class="actions start"><button class="primary">Authorize</button></div></form>`;
}

function table(sandbox: Sandbox, domain: Domain, list: Delegation[]): Html {
  const accounts = sandbox.store.state.google.projects.flatMap(({ serviceAccounts }) => serviceAccounts);
  const nameOf = (clientId: string): string => accounts.find(({ uniqueId }) => uniqueId === clientId)?.name ?? '–';
  const row = ({ clientId, scopes }: Delegation): Html => html`<tr>
<th scope="row" data-label="Name">${nameOf(clientId)}</th>
<td data-label="Client ID"><code>${clientId}</code></td>
<td data-label="Scopes">${scopes.map((scope) => html`<code class="scope-line">${scope}</code>`)}</td>
<td><form method="post" action="${href(domain, '/delete')}"><input type="hidden" name="clientId" value="${clientId}">
<button class="subtle" aria-label="Delete ${clientId}">Delete</button></form></td></tr>`;
  return html`<table class="cards-when-narrow"><thead><tr><th scope="col">Name</th><th scope="col">Client ID</th><th scope="col">Scopes</th><th scope="col"><span class="unseen">Delete</span></th></tr></thead>
<tbody>${list.map(row)}</tbody></table>`;
}
