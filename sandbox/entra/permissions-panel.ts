import { type Html, html } from '#sandbox/http/html.ts';
import { adminConsentedIds } from '#sandbox/microsoft/consents.ts';
import type { Directory } from '#sandbox/microsoft/directory.ts';
import { apiLabel, findPermission, type Permission, permissions, typeLabel } from '#sandbox/microsoft/permissions.ts';
import type { Registration } from '#sandbox/microsoft/registrations.ts';
import { places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';

/** "API permissions" with "Grant admin consent for …". */
export function permissionsPanel(sandbox: Sandbox, registration: Registration, directory: Directory): Html {
  const { clientId } = registration;
  const given = adminConsentedIds(sandbox.store, { clientId, directoryId: directory.id });
  const configured = registration.permissions.flatMap((id) => findPermission(id) ?? []);
  const rows = configured.map((one) => row(clientId, directory, one, given.has(one.id)));
  const isAllGiven = configured.every(({ id }) => given.has(id));
  return html`<section class="panel" id="permissions" aria-labelledby="permissions-title">
<h2 id="permissions-title">API permissions</h2>
<p class="hint">Applications are authorized to call APIs when they are granted permissions by users/admins as part of the consent
process. Delegated permissions can also be asked for while signing in.</p>
<div class="actions start">
<button type="button" data-opens="permission-dialog">Add a permission</button>
<form method="post" action="${places.registrations.path}/${clientId}/admin-consent"><button${isAllGiven ? html` class="subtle"` : ''}>Grant admin consent for ${directory.name}</button></form>
</div>
<table class="cards-when-narrow">
<thead><tr><th scope="col">API / Permissions name</th><th scope="col">Type</th><th scope="col">Description</th><th scope="col">Admin consent required</th><th scope="col">Status</th><th scope="col"><span class="unseen">Remove</span></th></tr></thead>
<tbody>${rows}</tbody></table>
${dialog(registration)}
</section>`;
}

function row(clientId: string, directory: Directory, permission: Permission, isGiven: boolean): Html {
  const status = isGiven
    ? html`<span class="state good">Granted for ${directory.name}</span>`
    : permission.needsAdmin
      ? html`<span class="state warn">Not granted for ${directory.name}</span>`
      : html`<span class="quiet">–</span>`;
  return html`<tr>
<th scope="row" data-label="Permission"><span class="quiet">${apiLabel(permission)}</span><br>${permission.name}</th>
<td data-label="Type">${typeLabel(permission)}</td>
<td data-label="Description">${permission.description}</td>
<td data-label="Admin consent required">${permission.needsAdmin ? 'Yes' : 'No'}</td>
<td data-label="Status">${status}</td>
<td><form method="post" action="${places.registrations.path}/${clientId}/permissions/delete"><input type="hidden" name="permission" value="${permission.id}">
<button class="subtle" aria-label="Remove permission ${permission.name} (${typeLabel(permission)})">Remove</button></form></td>
</tr>`;
}

const group = (title: string, list: Permission[]): Html =>
  html`<fieldset><legend>${title}</legend>${list.map(
    ({ id, name, description }) =>
      html`<label class="tick"><input type="checkbox" name="permission" value="${id}"><span><strong>${name}</strong><br><span class="quiet">${description}</span></span></label>`,
  )}</fieldset>`;

/** Entra leads through API and type first; here the few there are stand on one page, under the same labels. */
function dialog(registration: Registration): Html {
  const missing = permissions.filter(({ id }) => !registration.permissions.includes(id));
  const groups = (['delegated', 'application'] as const).map((kind) =>
    ['Microsoft Graph', 'Office 365 Exchange Online'].map((api) => {
      const list = missing.filter((one) => one.kind === kind && apiLabel(one) === api);
      const title = kind === 'delegated' ? 'Delegated permissions' : 'Application permissions';
      return list.length > 0 ? group(`${api} · ${title}`, list) : html``;
    }),
  );
  return html`<dialog id="permission-dialog" aria-labelledby="permission-dialog-title" class="wide">
<form method="post" action="${places.registrations.path}/${registration.clientId}/permissions">
<h2 id="permission-dialog-title">Request API permissions</h2>
${groups}
<div class="actions"><button class="primary">Add permissions</button><button type="button" data-closes>Discard</button></div>
</form></dialog>`;
}
