import { domains, findDomain } from '#sandbox/google/directory.ts';
import type { Project } from '#sandbox/google/projects.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { consoleHref, consolePageIn, fieldProblem } from './frame.ts';

/** “Audience”: user type, publishing status, test users. */
export function audiencePage(sandbox: Sandbox, project: Project, problem?: string): Html {
  const isInternal = project.audience === 'internal';
  const main = html`<h1>Audience</h1>
${isInternal ? '' : publishing(project)}
${userType(project)}
${isInternal ? '' : testUsers(project, problem)}`;
  return consolePageIn(sandbox, project, { title: 'Audience', here: '/auth/audience', main });
}

const button = (project: Project, name: string, value: string, label: string): Html =>
  html`<form method="post" action="${consoleHref('/auth/audience', project)}"><button name="${name}" value="${value}">${label}</button></form>`;

function publishing(project: Project): Html {
  const isTesting = project.publishing === 'testing';
  const testing = html`<p><span class="state warn">Testing</span></p>
<p class="hint">Only test users are able to access the app. Their authorizations end seven days after consent, refresh tokens included.</p>
${button(project, 'publishing', 'production', 'Publish app')}`;
  const production = html`<p><span class="state good">In production</span></p>
<p class="hint">Your app is available to any user with a Google Account. Until it is verified, they see a warning first.</p>
${button(project, 'publishing', 'testing', 'Back to testing')}`;
  return html`<section class="panel" aria-labelledby="publishing-title"><h2 id="publishing-title">Publishing status</h2>${isTesting ? testing : production}</section>`;
}

function userType(project: Project): Html {
  const isInternal = project.audience === 'internal';
  const domain = findDomain(project.domainId);
  const hint = isInternal
    ? `Only users within ${domain?.domain ?? 'your organization'} can use the app. It needs no verification.`
    : 'Available to any user with a Google Account; in Testing to listed ones.';
  const other = isInternal
    ? button(project, 'audience', 'external', 'Make external')
    : domain?.isWorkspace
      ? button(project, 'audience', 'internal', 'Make internal')
      : html`<p class="hint">Internal is for projects of a Workspace organization; this one has none.</p>`;
  return html`<section class="panel" aria-labelledby="type-title"><h2 id="type-title">User type</h2>
<p><strong>${isInternal ? 'Internal' : 'External'}</strong></p><p class="hint">${hint}</p>${other}</section>`;
}

function testUsers(project: Project, problem: string | undefined): Html {
  const row = (
    address: string,
  ): Html => html`<li>${address}<form method="post" action="${consoleHref('/auth/audience', project)}" class="end">
<button class="subtle" name="removeTestUser" value="${address}" aria-label="Remove test user ${address}">Remove</button></form></li>`;
  const offered = domains.flatMap(({ people }) => people).filter(({ address }) => !project.testUsers.includes(address));
  return html`<section class="panel" id="test-users" aria-labelledby="test-title"><h2 id="test-title">Test users</h2>
<p class="hint">While publishing status is set to “Testing”, only test users are able to access the app; at most 100.</p>
${project.testUsers.length > 0 ? html`<ul class="plain lines">${project.testUsers.map(row)}</ul>` : html`<p class="quiet">There are no test users.</p>`}
<form method="post" action="${consoleHref('/auth/audience', project)}" class="add-row">
<label for="testUser">Add users</label>
<input id="testUser" name="testUser" type="text" inputmode="email" list="people" placeholder="name@example.com" autocomplete="off" required>
<datalist id="people">${offered.map(({ address }) => html`<option value="${address}"></option>`)}</datalist>
<button>Add users</button></form>
${fieldProblem('test-problem', problem)}</section>`;
}
