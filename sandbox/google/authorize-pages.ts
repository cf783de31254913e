import { type Html, type HtmlValue, html } from '#sandbox/http/html.ts';
import { initials, signInPage } from '#sandbox/pages/layout.ts';
import { connectionsPath } from '#sandbox/pages/places.ts';
import type { AuthorizeRequest } from './authorize-request.ts';
import type { Blocked } from './blocked.ts';
import { type Account, domains, type Holder } from './directory.ts';
import type { Project } from './projects.ts';
import { findScope, isSignIn, type Scope } from './scopes.ts';

const googlePage = (title: string, main: HtmlValue): Html => signInPage({ title, main, brand: 'Google' });

const accountButton = ({ id, name, address }: Account, hinted: boolean): Html => html`<li>
<button name="account" value="${id}" class="account"${hinted ? html` data-hinted` : ''}>
<span class="avatar" aria-hidden="true">${initials(name)}</span>
<span class="who"><strong>${name}</strong><span>${address}</span></span>
${hinted ? html`<span class="tag">suggested</span>` : ''}</button>
</li>`;

/** “Choose an account”: everyone there is; there are no passwords here. */
export function accountPage(asked: AuthorizeRequest, action: string): Html {
  const hint = asked.loginHint.toLowerCase();
  const offered = domains.filter(({ domain }) => !asked.hostedDomain || domain === asked.hostedDomain);
  const lists = (offered.length > 0 ? offered : domains).map(
    ({ name, people }) => html`<h2 class="group">${name}</h2>
<ul class="accounts">${people.map((one) => accountButton(one, one.address === hint || one.id === hint))}</ul>`,
  );
  const main = html`<h1>Choose an account</h1>
<p class="lead">to continue to <strong>${asked.project.appName}</strong></p>
<form method="post" action="${action}"><input type="hidden" name="step" value="account">${lists}</form>`;
  return googlePage('Choose an account', main);
}

const signedIn = ({ account }: Holder): Html =>
  html`<p class="signed-in">${account.name} <span class="quiet">${account.address}</span></p>`;

/** “Google hasn’t verified this app”: External apps that ask for sensitive scopes. */
export function warningPage({ project }: AuthorizeRequest, holder: Holder, action: string): Html {
  const { appName, supportEmail, publishing } = project;
  const tested = html`<p>You’ve been given access to an app that’s currently being tested. You should only continue if you know the
developer that invited you.</p>`;
  const unverified = html`<p>The app is requesting access to sensitive info in your Google Account. Until the developer
(<strong>${supportEmail}</strong>) verifies this app with Google, you shouldn’t use it.</p>`;
  const main = html`${signedIn(holder)}
<h1>Google hasn’t verified this app</h1>
${publishing === 'testing' ? tested : unverified}
<form method="post" action="${action}">
<input type="hidden" name="step" value="warned"><input type="hidden" name="account" value="${holder.account.id}">
<div class="actions">
<button name="decision" value="accept" class="subtle">${publishing === 'testing' ? 'Continue' : `Go to ${appName} (unsafe)`}</button>
<button name="decision" value="cancel" class="primary">Back to safety</button>
</div></form>`;
  return googlePage('Google hasn’t verified this app', main);
}

/** People may untick what is not sign-in, unless a single permission is all there is to decide. */
export const isTickable = (names: string[]): boolean => names.length > 1 && names.some((name) => !isSignIn(name));

const tick = ({ name, title }: Scope, hadBefore: boolean): Html => html`<label class="tick">
<input type="checkbox" name="scope" value="${name}"${hadBefore ? html` checked` : ''}>
<span>${title}.${hadBefore ? html` <span class="quiet">Already has access.</span>` : ''}<br><code class="quiet">${name}</code></span></label>`;

const selectAll = html`<label class="tick select-all"><input type="checkbox" data-selects-all="scope"><span><strong>Select all</strong></span></label>`;

/** What the app gets: what comes with signing in, and what may be ticked, unticked at first. */
export function consentPage(
  { project, scopes }: AuthorizeRequest,
  holder: Holder,
  had: Set<string>,
  action: string,
): Html {
  const known = scopes.flatMap((name) => findScope(name) ?? []);
  const choosable = known.filter(({ name }) => !isSignIn(name));
  const fixed = isTickable(scopes) ? known.filter(({ name }) => isSignIn(name)) : known;
  const rows = isTickable(scopes) ? choosable : [];
  const choice = html`<fieldset class="ticks"><legend>Select what ${project.appName} can access</legend>
${rows.length > 1 ? selectAll : ''}${rows.map((one) => tick(one, had.has(one.name)))}</fieldset>`;
  const main = html`${signedIn(holder)}
<h1>${project.appName} wants access to your Google Account</h1>
<form method="post" action="${action}">
<input type="hidden" name="step" value="consent"><input type="hidden" name="account" value="${holder.account.id}">
${fixed.length > 0 ? html`<ul class="permissions">${fixed.map(({ title }) => html`<li class="fixed">${title}</li>`)}</ul>` : ''}
${rows.length > 0 ? choice : ''}
<p class="small"><strong>Make sure you trust ${project.appName}.</strong> You may be sharing sensitive info with this site or app. You can
always see or remove access in your <a href="${connectionsPath}?account=${encodeURIComponent(holder.account.address)}" target="_blank">Google Account</a>.</p>
<div class="actions"><button name="decision" value="cancel">Cancel</button>
<button name="decision" value="accept" class="primary">Continue</button></div>
</form>`;
  return googlePage(`${project.appName} wants access`, main);
}

/** A page the browser does not come back from by itself. */
export function blockedPage(page: Blocked, holder: Holder | undefined, project?: Project): Html {
  const developer = project
    ? `If you are a developer of ${project.appName}, see error details.`
    : 'If you are a developer of this app, see error details.';
  const main = html`${holder ? signedIn(holder) : ''}
<h1>${page.title}</h1>
<p role="alert">${page.text}</p>
${page.details ? html`<details open><summary>${developer}</summary><p class="small break">${page.details}</p></details>` : ''}
<p class="problem">Error ${page.status}: ${page.code}</p>
<p class="small">This page does not lead back to the application: go back there in your browser.</p>`;
  return googlePage(`Error ${page.status}: ${page.code}`, main);
}
