import { type Html, html } from '#sandbox/http/html.ts';
import type { Directory } from '#sandbox/microsoft/directory.ts';
import { newRegistrationPath } from '#sandbox/pages/places.ts';
import { entraPage, fieldProblem, platformSelect } from './frame.ts';
import type { NewRegistrationProblems } from './read-forms.ts';

/** "Register an application"; what was typed stays when something is wrong. */
export function newRegistrationPage(
  directory: Directory,
  typed: URLSearchParams = new URLSearchParams(),
  problems: NewRegistrationProblems = {},
): Html {
  const isMulti = typed.get('accountTypes') === 'multi';
  const account = (value: string, checked: boolean, label: string): Html =>
    html`<label class="tick"><input type="radio" name="accountTypes" value="${value}"${checked ? html` checked` : ''}><span>${label}</span></label>`;
  const wrong = (problem: string | undefined, id: string): Html =>
    problem ? html` aria-invalid="true" aria-describedby="${id}"` : html``;
  const main = html`<h1>Register an application</h1>
<form method="post" action="${newRegistrationPath}" class="panel form">
<input type="hidden" name="directory" value="${directory.id}">
<div class="field">
<label for="name">Name <span class="required" aria-hidden="true">*</span></label>
<p class="hint" id="name-hint">The user-facing display name for this application (this can be changed later).</p>
<input id="name" name="name" value="${typed.get('name') ?? ''}" required autofocus maxlength="120" autocomplete="off" spellcheck="false"
${problems.name ? wrong(problems.name, 'name-problem') : html`aria-describedby="name-hint"`}>
${fieldProblem('name-problem', problems.name)}
</div>
<fieldset>
<legend>Supported account types</legend>
<p class="hint">Who can use this application or access this API?</p>
${account('single', !isMulti, `Accounts in this organizational directory only (${directory.name} only - Single tenant)`)}
${account('multi', isMulti, 'Accounts in any organizational directory (Any Microsoft Entra ID tenant - Multitenant)')}
</fieldset>
<fieldset>
<legend>Redirect URI (optional)</legend>
<p class="hint">We’ll return the authentication response to this URI after successfully authenticating the user. Providing this now
is optional and it can be changed later, but a value is required for most authentication scenarios.</p>
<div class="platform-row">
${platformSelect('platform', typed.get('platform') ?? 'web')}
<input id="redirectUri" name="redirectUri" type="text" inputmode="url" aria-label="Redirect URI" value="${typed.get('redirectUri') ?? ''}"
placeholder="e.g. https://example.com/auth" autocomplete="off" spellcheck="false"${wrong(problems.redirectUri, 'uri-problem')}>
</div>
${fieldProblem('uri-problem', problems.redirectUri)}
</fieldset>
<div class="actions start"><button class="primary">Register</button></div>
</form>`;
  return entraPage({
    title: 'Register an application',
    place: 'registrations',
    directory,
    crumbs: [{ text: 'Register an application' }],
    switchTo: newRegistrationPath,
    main,
  });
}
