import type { Project, ServiceAccount, ServiceAccountKey } from '#sandbox/google/projects.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import { copyButton, copyField, moment } from '#sandbox/pages/layout.ts';
import { delegationPath } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { consoleHref, consolePageIn, downloadLink } from './frame.ts';
import { accountHref } from './service-accounts-page.ts';

/** One service account: Details and Keys. */
export function serviceAccountPage(sandbox: Sandbox, project: Project, account: ServiceAccount): Html {
  const fresh = account.keys.find(({ id }) => sandbox.newSecretValues.has(id));
  const main = html`<div class="heading"><h1>${account.name}</h1>${statusForm(project, account)}</div>
${fresh ? saved(sandbox, project, fresh) : ''}
<section class="panel" aria-labelledby="details-title"><h2 id="details-title">Details</h2>
<dl class="fields">${copyField('Email', account.email)}${copyField('Unique ID (OAuth 2 Client ID)', account.uniqueId)}</dl>
<p class="hint">Domain-wide delegation goes by the numeric ID, never by the e-mail address.
<a href="${delegationPath}?domain=${project.domainId}&clientId=${account.uniqueId}">View Google Workspace Admin console</a></p></section>
${keys(project, account)}
<p><a href="${consoleHref('/iam-admin/serviceaccounts', project)}">All service accounts</a></p>`;
  return consolePageIn(sandbox, project, { title: account.name, here: '/iam-admin/serviceaccounts', main });
}

/** The private key leaves once, as Google's does: by the download that starts now. */
function saved(sandbox: Sandbox, project: Project, { id }: ServiceAccountKey): Html {
  const text = sandbox.newSecretValues.get(id) ?? '{}';
  const name = `${project.id}-${id.slice(0, 12)}.json`;
  return html`<section class="panel" aria-labelledby="saved-title"><div class="fresh"><h2 id="saved-title">Private key saved to your computer</h2>
<p role="status"><strong>${name}</strong> allows access to your cloud resources, so store it securely. It cannot be had again after you leave this page.</p>
<div class="actions start">${downloadLink('Download again', name, JSON.parse(text), true)}${copyButton('key file', text)}</div></div></section>`;
}

function keys(project: Project, account: ServiceAccount): Html {
  const row = ({ id, createdAt }: ServiceAccountKey): Html => html`<tr>
<th scope="row" data-label="Key"><code>${id}</code></th>
<td data-label="Status"><span class="state good">Active</span></td>
<td data-label="Key creation date">${moment(createdAt)}</td>
<td><form method="post" action="${accountHref(project, account, '/keys/delete')}"><input type="hidden" name="keyId" value="${id}">
<button class="subtle" aria-label="Delete key ${id.slice(0, 8)}">Delete</button></form></td></tr>`;
  const table = html`<table class="cards-when-narrow"><thead><tr><th scope="col">Key</th><th scope="col">Status</th><th scope="col">Key creation date</th><th scope="col"><span class="unseen">Delete</span></th></tr></thead>
<tbody>${account.keys.map(row)}</tbody></table>`;
  return html`<section class="panel" id="keys" aria-labelledby="keys-title"><div class="heading"><h2 id="keys-title">Keys</h2>
<button type="button" data-opens="key-dialog">Add key</button></div>
<p class="hint">Service account keys could pose a security risk if compromised.</p>
${account.keys.length > 0 ? table : html`<p class="quiet">No keys yet.</p>`}
<dialog id="key-dialog" aria-labelledby="key-dialog-title"><form method="post" action="${accountHref(project, account, '/keys')}">
<h2 id="key-dialog-title">Create private key for “${account.name}”</h2>
<p>Downloads a file that contains the private key. Store the file securely because this key can’t be recovered if lost.</p>
<fieldset><legend>Key type</legend>
<label class="tick"><input type="radio" name="type" value="json" checked><span>JSON<br><span class="quiet">Recommended</span></span></label></fieldset>
<div class="actions"><button type="button" data-closes>Cancel</button><button class="primary">Create</button></div></form></dialog></section>`;
}

function statusForm(project: Project, account: ServiceAccount): Html {
  const [value, label] = account.isDisabled ? ['no', 'Enable service account'] : ['yes', 'Disable service account'];
  return html`<div class="actions"><form method="post" action="${accountHref(project, account, '/status')}"><button class="subtle" name="disable" value="${value}">${label}</button></form>
<form method="post" action="${accountHref(project, account, '/delete')}"><button class="subtle">Delete</button></form></div>`;
}
