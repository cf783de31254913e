import type { Project } from '#sandbox/google/projects.ts';
import { type Scope, scopes } from '#sandbox/google/scopes.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { consoleHref, consolePageIn } from './frame.ts';

const groups: { title: string; text: string; classes: Scope['class'][] }[] = [
  { title: 'Your non-sensitive scopes', text: 'Not reviewed by Google.', classes: ['sign-in', 'non-sensitive'] },
  {
    title: 'Your sensitive scopes',
    text: 'Request access to private user data; an External app needs verification.',
    classes: ['sensitive'],
  },
  {
    title: 'Your restricted scopes',
    text: 'Request access to highly sensitive user data; an External app needs a security assessment.',
    classes: ['restricted'],
  },
];

/** “Data Access”: what the consent screen declares. It limits nothing: requests name their own scopes. */
export function dataAccessPage(sandbox: Sandbox, project: Project): Html {
  const main = html`<div class="heading"><h1>Data Access</h1>
<button type="button" class="primary" data-opens="scopes-dialog">Add or remove scopes</button></div>
<p class="quiet">Scopes express the permissions you request users to authorize for your app. Here, as at Google while an app is unverified,
the list is a declaration: what an app gets is what it asks for and people tick.</p>
${groups.map((group) => declared(project, group))}
${dialog(project)}`;
  return consolePageIn(sandbox, project, { title: 'Data Access', here: '/auth/scopes', main });
}

const scopeText = ({ label, name }: Scope): Html => html`<span>${label}<br><code class="quiet">${name}</code></span>`;

function declared(project: Project, { title, text, classes }: (typeof groups)[number]): Html {
  const own = scopes.filter((one) => classes.includes(one.class) && project.declaredScopes.includes(one.name));
  const id = `scopes-${classes[0]}`;
  return html`<section class="panel" aria-labelledby="${id}"><h2 id="${id}">${title}</h2><p class="hint">${text}</p>
${own.length > 0 ? html`<ul class="plain lines">${own.map((scope) => html`<li>${scopeText(scope)}</li>`)}</ul>` : html`<p class="quiet">None declared.</p>`}</section>`;
}

/** Google asks for Save once more behind Update; here Update is enough. */
function dialog(project: Project): Html {
  const box = (
    scope: Scope,
  ): Html => html`<label class="tick"><input type="checkbox" name="scope" value="${scope.name}"${project.declaredScopes.includes(scope.name) ? html` checked` : ''}>
${scopeText(scope)}</label>`;
  return html`<dialog id="scopes-dialog" class="wide" aria-labelledby="dialog-title"><form method="post" action="${consoleHref('/auth/scopes', project)}">
<h2 id="dialog-title">Update selected scopes</h2>
<fieldset><legend class="unseen">Scopes</legend>${scopes.map(box)}</fieldset>
<div class="field"><label for="manual">Manually add scopes</label>
<textarea id="manual" rows="3" autocomplete="off" spellcheck="false" aria-describedby="manual-hint"></textarea>
<p class="hint" id="manual-hint">One a line, or with commas between them.</p>
<p class="problem" role="alert" id="manual-problem" hidden></p>
<div><button type="button" data-ticks="scope" data-from="manual">Add to table</button></div></div>
<div class="actions"><button type="button" data-closes>Cancel</button><button class="primary">Update</button></div></form></dialog>`;
}
