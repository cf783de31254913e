import type { Project, ServiceAccount } from '#sandbox/google/projects.ts';
import { freeAccountId } from '#sandbox/google/service-accounts.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { consoleHref, consolePageIn, fieldProblem, invalidBy } from './frame.ts';

export const accountHref = (project: Project, { uniqueId }: Pick<ServiceAccount, 'uniqueId'>, more = ''): string =>
  consoleHref(`/iam-admin/serviceaccounts/details/${uniqueId}${more}`, project);

/** “Service accounts” of the project. */
export function serviceAccountsPage(sandbox: Sandbox, project: Project): Html {
  const row = (account: ServiceAccount): Html => html`<tr>
<th scope="row" data-label="Email"><a href="${accountHref(project, account)}">${account.email}</a></th>
<td data-label="Name">${account.name}</td>
<td data-label="Status">${account.isDisabled ? html`<span class="state bad">Disabled</span>` : html`<span class="state good">Enabled</span>`}</td>
<td data-label="Keys">${account.keys.length === 0 ? 'No keys' : account.keys.length}</td>
<td data-label="Client ID"><code>${account.uniqueId}</code></td></tr>`;
  const table = html`<table class="panel cards-when-narrow"><thead><tr><th scope="col">Email</th><th scope="col">Name</th><th scope="col">Status</th><th scope="col">Keys</th><th scope="col">OAuth 2 Client ID</th></tr></thead>
<tbody>${project.serviceAccounts.map(row)}</tbody></table>`;
  const empty = html`<div class="panel empty"><h2>No service accounts</h2>
<p>A service account is an application’s own identity. With domain-wide delegation it acts for people of a Workspace domain, without anyone’s consent.</p></div>`;
  const main = html`<div class="heading"><h1>Service accounts</h1>
<a class="button primary" href="${consoleHref('/iam-admin/serviceaccounts/create', project)}">Create service account</a></div>
${project.serviceAccounts.length > 0 ? table : empty}`;
  return consolePageIn(sandbox, project, { title: 'Service accounts', here: '/iam-admin/serviceaccounts', main });
}

/** “Create service account”; what was typed stays when something is wrong. */
export function newServiceAccountPage(
  sandbox: Sandbox,
  project: Project,
  typed = { name: 'Mail sender', id: freeAccountId(project) },
  problem?: string,
): Html {
  const main = html`<h1>Create service account</h1>
<form method="post" action="${consoleHref('/iam-admin/serviceaccounts/create', project)}" class="panel form">
<h2>Service account details</h2>
<div class="field"><label for="name">Service account name</label>
<input id="name" name="name" value="${typed.name}" autocomplete="off" maxlength="100"><p class="hint">Display name for this service account.</p></div>
<div class="field"><label for="id">Service account ID <span class="required" aria-hidden="true">*</span></label>
<input id="id" name="id" value="${typed.id}" required autocomplete="off" spellcheck="false"${invalidBy(problem, 'id-problem')}>
<p class="hint">Email address: <code>…@${project.id}.iam.gserviceaccount.com</code></p>${fieldProblem('id-problem', problem)}</div>
<div class="actions start"><button class="primary">Create and continue</button>
<a class="button" href="${consoleHref('/iam-admin/serviceaccounts', project)}">Cancel</a></div></form>`;
  return consolePageIn(sandbox, project, { title: 'Create service account', here: '/iam-admin/serviceaccounts', main });
}
