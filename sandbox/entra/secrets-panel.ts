import { type Html, html } from '#sandbox/http/html.ts';
import type { ClientSecret, Registration } from '#sandbox/microsoft/registrations.ts';
import { copyField, moment } from '#sandbox/pages/layout.ts';
import { places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { fieldProblem } from './frame.ts';

const lifetimes: [string, string][] = [
  ['180', 'Recommended: 180 days (6 months)'],
  ['90', '90 days (3 months)'],
  ['365', '365 days (12 months)'],
  ['545', '545 days (18 months)'],
  ['730', '730 days (24 months)'],
  ['custom', 'Custom'],
];

/** "Certificates & secrets": the value of a new secret is here once, its id always. */
export function secretsPanel(sandbox: Sandbox, registration: Registration, problem: string | undefined): Html {
  const { clientId, secrets } = registration;
  const rows = [...secrets].reverse().map((secret) => row(clientId, secret));
  const table = html`<table class="cards-when-narrow secrets">
<thead><tr><th scope="col">Description</th><th scope="col">Expires</th><th scope="col">Value</th><th scope="col">Secret ID</th><th scope="col"><span class="unseen">Delete</span></th></tr></thead>
<tbody>${rows}</tbody></table>`;
  return html`<section class="panel" id="secrets" aria-labelledby="secrets-title">
<div class="heading"><h2 id="secrets-title">Certificates &amp; secrets</h2>
<button type="button" data-opens="secret-dialog">New client secret</button></div>
${secrets.map(({ id }) => fresh(id, sandbox.newSecretValues.get(id)))}
${fieldProblem('secret-problem', problem)}
${secrets.length > 0 ? table : html`<p class="quiet">No client secrets have been created for this application.</p>`}
${dialog(clientId)}
</section>`;
}

/** The secret just made: the only time its value is on a page. */
function fresh(secretId: string, value: string | undefined): Html {
  if (value === undefined) return html``;
  return html`<div class="fresh">
<p role="status">Copy the <strong>Value</strong> now: you won’t be able to see it after you leave this page. The Secret ID is not the secret.</p>
<dl class="fields">${copyField('Value', value)}${copyField('Secret ID', secretId)}</dl>
</div>`;
}

function row(clientId: string, secret: ClientSecret): Html {
  const isOver = Date.parse(secret.endsAt) <= Date.now();
  return html`<tr>
<th scope="row" data-label="Description">${secret.description}</th>
<td data-label="Expires">${moment(secret.endsAt)}${isOver ? html` <span class="state bad">Expired</span>` : ''}</td>
<td data-label="Value"><code>${secret.hint}******************</code></td>
<td data-label="Secret ID"><code>${secret.id}</code></td>
<td><form method="post" action="${places.registrations.path}/${clientId}/secrets/delete"><input type="hidden" name="secretId" value="${secret.id}">
<button class="subtle" aria-label="Delete client secret ${secret.description}">Delete</button></form></td>
</tr>`;
}

function dialog(clientId: string): Html {
  const options = lifetimes.map(([value, label]) => html`<option value="${value}">${label}</option>`);
  return html`<dialog id="secret-dialog" aria-labelledby="secret-dialog-title">
<form method="post" action="${places.registrations.path}/${clientId}/secrets">
<h2 id="secret-dialog-title">Add a client secret</h2>
<div class="field"><label for="description">Description</label>
<input id="description" name="description" autocomplete="off" placeholder="Enter a description for this client secret"></div>
<div class="field"><label for="expires">Expires</label><select id="expires" name="expires">${options}</select></div>
<div class="field custom-date"><label for="endsOn">End</label>
<input id="endsOn" name="endsOn" type="date">
<p class="hint">Here it may lie in the past, to try what an expired secret does.</p></div>
<div class="actions"><button class="primary">Add</button><button type="button" data-closes>Cancel</button></div>
</form></dialog>`;
}
