import { type Html, html } from '#sandbox/http/html.ts';
import { type Consent, everyone } from '#sandbox/microsoft/consents.ts';
import { type Directory, findMember } from '#sandbox/microsoft/directory.ts';
import { apiLabel, findPermission, typeLabel } from '#sandbox/microsoft/permissions.ts';
import type { ServicePrincipal } from '#sandbox/microsoft/service-principals.ts';
import { places } from '#sandbox/pages/places.ts';

type Granted = { principal: ServicePrincipal; name: string; directory: Directory; consents: Consent[] };

/** "Permissions": what an administrator granted for everyone, what each person granted, and the way to take it back. */
export function grantedPanel({ principal, name, directory, consents }: Granted): Html {
  const action = `${places.enterprise.path}/${principal.objectId}`;
  const byAdmin = consents.filter(({ userId }) => userId === everyone);
  const byPeople = consents.filter(({ userId }) => userId !== everyone);
  return html`<section class="panel" id="permissions" aria-labelledby="permissions-title">
<h2 id="permissions-title">Permissions</h2>
<p class="hint">What ${name} may do in ${directory.name}. A revoked permission ends with the next token: an access token
already issued lives on for up to 90 minutes.</p>
<div class="actions start">
<form method="post" action="${action}/admin-consent"><button>Grant admin consent for ${directory.name}</button></form>
<button type="button" data-opens="review-dialog">Review permissions</button>
</div>
<h3>Admin consent</h3>
${byAdmin.length > 0 ? table(byAdmin, action, 'Admin consent') : html`<p class="quiet">No administrator has consented for ${directory.name}.</p>`}
<h3>User consent</h3>
${byPeople.length > 0 ? table(byPeople, action, 'User consent') : html`<p class="quiet">No one has consented for themselves.</p>`}
${reviewDialog(consents, name, directory, action)}
</section>`;
}

function table(consents: Consent[], action: string, through: string): Html {
  return html`<table class="cards-when-narrow" aria-label="${through}">
<thead><tr><th scope="col">API / Claim value</th><th scope="col">Permission</th><th scope="col">Type</th><th scope="col">Granted by</th><th scope="col"><span class="unseen">Revoke</span></th></tr></thead>
<tbody>${consents.flatMap((consent) => consent.permissions.map((id) => row(consent, id, action)))}</tbody></table>`;
}

const grantedBy = ({ userId }: Consent): string =>
  userId === everyone ? 'An administrator' : (findMember(userId)?.person.address ?? userId);

function row(consent: Consent, id: string, action: string): Html {
  const permission = findPermission(id);
  if (!permission) return html``;
  const said = `${permission.name} (${typeLabel(permission)}), granted by ${grantedBy(consent)}`;
  return html`<tr>
<th scope="row" data-label="Permission"><span class="quiet">${apiLabel(permission)}</span><br>${permission.name}</th>
<td data-label="Permission">${permission.description}</td>
<td data-label="Type">${typeLabel(permission)}</td>
<td data-label="Granted by">${grantedBy(consent)}</td>
<td><form method="post" action="${action}/permissions/revoke"><input type="hidden" name="permission" value="${id}">
<input type="hidden" name="user" value="${consent.userId}">
<button class="subtle" aria-label="Revoke permission ${said}">Revoke</button></form></td>
</tr>`;
}

/** Entra hands out PowerShell scripts here; what they do is one button. */
function reviewDialog(consents: Consent[], name: string, directory: Directory, action: string): Html {
  const count = consents.reduce((sum, { permissions }) => sum + permissions.length, 0);
  const nothing = html`<p>${name} has no permissions in ${directory.name}.</p>
<div class="actions"><button type="button" data-closes>Close</button></div>`;
  const all = html`<p>Take back ${count === 1 ? 'the one permission' : `all ${count} permissions`} that administrators and people of ${directory.name}
granted to ${name}? It gets no new tokens with them, and can ask for consent again.</p>
<div class="actions"><button type="button" data-closes>Cancel</button><button class="danger">Revoke all permissions</button></div>`;
  return html`<dialog id="review-dialog" aria-labelledby="review-title"><form method="post" action="${action}/permissions/revoke-all">
<h2 id="review-title">Review permissions</h2>
${count > 0 ? all : nothing}
</form></dialog>`;
}
