import type { Account } from '#sandbox/google/directory.ts';
import { type Grant, isAlive } from '#sandbox/google/grants.ts';
import type { Project } from '#sandbox/google/projects.ts';
import { findScope } from '#sandbox/google/scopes.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import { moment, page } from '#sandbox/pages/layout.ts';
import { connectionsPath } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { accountHref, accountStrip } from './account-strip.ts';

/** “Third-party apps & services”: what one person allowed which app, and taking it back. */
export function connectionsPage(sandbox: Sandbox, account: Account): Html {
  const { grants, projects } = sandbox.store.state.google;
  const own = grants.filter((grant) => isAlive(grant) && grant.userId === account.id);
  const connected = projects.flatMap((project) => {
    const given = own.filter(({ projectId }) => projectId === project.id);
    return given.length > 0 ? [connection(project, given, account)] : [];
  });
  const empty = html`<div class="panel empty"><h2>No third-party apps</h2>
<p>An app appears here when ${account.name} allows it something.</p></div>`;
  const main = html`<h1>Third-party apps &amp; services</h1>
<p class="quiet">Keep track of your connections: what each app may do with this Google Account, and taking it back.</p>
${connected.length > 0 ? html`<ul class="plain">${connected}</ul>` : empty}`;
  return page({ title: 'Third-party apps & services', strip: accountStrip(account, connectionsPath), main });
}

/** One app is one project, whichever of its clients asked: taking it back ends them all. */
function connection(project: Project, given: Grant[], account: Account): Html {
  const scopes = [...new Set(given.flatMap((grant) => grant.scopes))].flatMap((name) => findScope(name) ?? []);
  const [first] = given.map(({ issuedAt }) => issuedAt).sort();
  const dialog = `remove-${project.id}`;
  return html`<li class="panel"><div class="heading"><h2>${project.appName}</h2>
<button type="button" data-opens="${dialog}" aria-label="Remove access of ${project.appName}">Remove access</button></div>
<p class="hint">${project.appName} has some access to this Google Account${first ? html`, since ${moment(first)}` : ''}. It can:</p>
<ul>${scopes.map(({ label }) => html`<li>${label}</li>`)}</ul>
<dialog id="${dialog}" aria-labelledby="${dialog}-title"><form method="post" action="${accountHref(`${connectionsPath}/remove`, account)}">
<h2 id="${dialog}-title">Remove access?</h2>
<p>${project.appName} will no longer have any access to this Google Account. To use it again, it must be allowed again.</p>
<div class="actions"><button type="button" data-closes>Cancel</button><button class="danger" name="project" value="${project.id}">Confirm</button></div>
</form></dialog></li>`;
}
