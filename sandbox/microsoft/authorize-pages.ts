import { type Html, html } from '#sandbox/http/html.ts';
import { signInPage } from '#sandbox/pages/layout.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import type { AuthorizeRequest } from './authorize-request.ts';
import { directories, type Member, type Person } from './directory.ts';
import { findPermission, type Permission } from './permissions.ts';
import type { Registration } from './registrations.ts';

const initials = (name: string): string =>
  name
    .split(' ')
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('');

const accountButton = (person: Person, hinted: boolean): Html => html`<li>
<button name="account" value="${person.id}" class="account"${hinted ? html` data-hinted` : ''}>
<span class="avatar" aria-hidden="true">${initials(person.name)}</span>
<span class="who"><strong>${person.name}</strong><span>${person.address}</span></span>
${hinted ? html`<span class="tag">suggested</span>` : ''}</button>
</li>`;

/** "Pick an account": everyone of every directory of this cloud; there are no passwords here. */
export function accountPage(
  { cloud }: Sandbox,
  request: Pick<AuthorizeRequest, 'registration' | 'loginHint'>,
  action: string,
): Html {
  const hint = request.loginHint.toLowerCase();
  const here = directories.filter((directory) => directory.cloud === cloud.id);
  const lists = here.map(
    (directory) => html`<h2 class="group">${directory.name}</h2>
<ul class="accounts">${directory.people.map((person) => accountButton(person, person.address === hint))}</ul>`,
  );
  const main = html`<h1>Pick an account</h1>
<p class="lead">to continue to <strong>${request.registration.name}</strong></p>
<form method="post" action="${action}"><input type="hidden" name="step" value="account">${lists}</form>`;
  return signInPage({ title: 'Pick an account', main });
}

const permissionItem = (permission: Permission): Html => html`<li><details>
<summary>${permission.consentTitle}</summary>
<p>${permission.consentText}</p>
</details></li>`;

/** The list of a consent page; `User.Read` and `openid` say nearly the same, as at Microsoft both are shown. */
export const permissionList = (ids: string[]): Html =>
  html`<ul class="permissions">${ids.flatMap((id) => findPermission(id) ?? []).map(permissionItem)}</ul>`;

const closing = html`<p class="small">Accepting these permissions means that you allow this app to use your data as
specified in its terms of service and privacy statement. You can change these permissions under Enterprise applications.</p>`;

const consentButtons = html`<div class="actions">
<button name="decision" value="cancel" formnovalidate>Cancel</button>
<button name="decision" value="accept" class="primary">Accept</button>
</div>`;

const appLine = (registration: Registration): Html =>
  html`<p class="app"><strong>${registration.name}</strong> <span class="quiet">unverified</span></p>`;

/** "Permissions requested", to one person; an administrator may consent for everyone. */
export function consentPage(registration: Registration, member: Member, ids: string[], action: string): Html {
  const { person, directory } = member;
  const forAll = html`<label class="tick"><input type="checkbox" name="organization" value="yes">
<span>Consent on behalf of your organization</span></label>`;
  const main = html`<p class="signed-in">${person.address}</p>
<h1>Permissions requested</h1>
${appLine(registration)}
<p>This app would like to:</p>
<form method="post" action="${action}">
<input type="hidden" name="step" value="consent"><input type="hidden" name="account" value="${person.id}">
${permissionList(ids)}
${person.isAdmin ? forAll : html`<p class="small">You consent for yourself, in ${directory.name}.</p>`}
${closing}${consentButtons}
</form>`;
  return signInPage({ title: 'Permissions requested', main });
}

/** "Permissions requested – Review for your organization", to an administrator. */
export function adminConsentPage(registration: Registration, member: Member, ids: string[], action: string): Html {
  const main = html`<p class="signed-in">${member.person.address}</p>
<h1>Permissions requested</h1>
<p class="lead">Review for your organization</p>
${appLine(registration)}
<p>This app would like to:</p>
<form method="post" action="${action}">
<input type="hidden" name="step" value="consent"><input type="hidden" name="account" value="${member.person.id}">
${permissionList(ids)}
<p class="small">If you accept, this app will get access to the specified resources for all users in
${member.directory.name}. No one else will be prompted to review these permissions.</p>
${closing}${consentButtons}
</form>`;
  return signInPage({ title: 'Permissions requested', main });
}
