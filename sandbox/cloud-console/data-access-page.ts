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
  const box = ({
    name,
    label,
  }: Scope): Html => html`<label class="tick"><input type="checkbox" name="scope" value="${name}"${project.declaredScopes.includes(name) ? html` checked` : ''}>
<span>${label}<br><code class="quiet">${name}</code></span></label>`;
  const main = html`<h1>Data Access</h1>
<p class="quiet">Scopes express the permissions you request users to authorize for your app. Here, as at Google while an app is unverified,
the list is a declaration: what an app gets is what it asks for and people tick.</p>
<form method="post" action="${consoleHref('/auth/scopes', project)}" class="panel form">
${groups.map(
  ({ title, text, classes }) => html`<fieldset><legend>${title}</legend><p class="hint">${text}</p>
${scopes.filter((one) => classes.includes(one.class)).map(box)}</fieldset>`,
)}
<div class="actions start"><button class="primary">Save</button></div></form>`;
  return consolePageIn(sandbox, project, { title: 'Data Access', here: '/auth/scopes', main });
}
