import type { Project } from '#sandbox/google/projects.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { consoleHref, consolePageIn, fieldProblem, invalidBy } from './frame.ts';
import type { ClientForm, ClientProblems } from './read-forms.ts';

const emptyForm: ClientForm = { type: 'web', name: 'Web client 1', redirectUris: [] };

/** “Create OAuth client ID”; what was typed stays when something is wrong. */
export function newClientPage(
  sandbox: Sandbox,
  project: Project,
  typed: ClientForm = emptyForm,
  problems: ClientProblems = {},
): Html {
  const main = html`<h1>Create OAuth client ID</h1>
<p class="quiet">A client ID is used to identify a single app to Google’s OAuth servers.</p>
<form method="post" action="${consoleHref('/auth/clients/create', project)}" class="panel form">
<div class="field"><label for="type">Application type <span class="required" aria-hidden="true">*</span></label>
<select id="type" name="type"><option value="web">Web application</option></select></div>
${nameField(typed.name, problems.name)}
${redirectFields(typed.redirectUris, problems.redirectUris, true)}
<div class="actions start"><button class="primary">Create</button>
<a class="button" href="${consoleHref('/auth/clients', project)}">Cancel</a></div></form>`;
  return consolePageIn(sandbox, project, { title: 'Create OAuth client ID', here: '/auth/clients', main });
}

export const nameField = (
  name: string,
  problem: string | undefined,
): Html => html`<div class="field"><label for="name">Name <span class="required" aria-hidden="true">*</span></label>
<input id="name" name="name" value="${name}" required maxlength="120" autocomplete="off" spellcheck="false"${invalidBy(problem, 'name-problem')}>
<p class="hint">The name of your OAuth 2.0 client. This name is only used to identify the client in the console.</p>
${fieldProblem('name-problem', problem)}</div>`;

/** “Authorized redirect URIs”: a row each, and one more; an emptied row is removed. */
export function redirectFields(uris: string[], problem: string | undefined, isNew = false): Html {
  const row = (
    uri: string,
    index: number,
  ): Html => html`<li><label for="uri-${index}" class="quiet">URIs ${index + 1}${index === uris.length ? (isNew && index === 0 ? '' : ' (adds one)') : ''}</label>
<input id="uri-${index}" name="uri" type="text" inputmode="url" value="${uri}" placeholder="https://www.example.com/oauth/callback" autocomplete="off" spellcheck="false"></li>`;
  return html`<fieldset id="redirect-uris"><legend>Authorized redirect URIs</legend>
<p class="hint">Users will be redirected to this path after they have authenticated with Google. The path will be appended with the
authorization code for access, and must have a protocol. It can’t contain URL fragments, relative paths, wildcards, or public IP
addresses.</p>
${fieldProblem('uri-problem', problem)}
<ul class="plain rows">${[...uris, ''].map(row)}</ul></fieldset>`;
}
