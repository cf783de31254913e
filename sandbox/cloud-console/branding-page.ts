import type { Project } from '#sandbox/google/projects.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { consoleHref, consolePageIn, fieldProblem, invalidBy } from './frame.ts';

/** “Branding”: the name people see when they consent. */
export function brandingPage(sandbox: Sandbox, project: Project, problem?: string): Html {
  const main = html`<h1>Branding</h1>
<form method="post" action="${consoleHref('/auth/branding', project)}" class="panel form">
<h2>App information</h2>
<p class="hint">This shows in the consent screen, and helps end users know who you are and contact you.</p>
<div class="field"><label for="appName">App name <span class="required" aria-hidden="true">*</span></label>
<input id="appName" name="appName" value="${project.appName}" required maxlength="120" autocomplete="off"${invalidBy(problem, 'name-problem')}>
${fieldProblem('name-problem', problem)}</div>
<div class="field"><label for="supportEmail">User support email</label>
<input id="supportEmail" name="supportEmail" type="text" inputmode="email" value="${project.supportEmail}" autocomplete="off"></div>
<div class="actions start"><button class="primary">Save</button></div></form>`;
  return consolePageIn(sandbox, project, { title: 'Branding', here: '/auth/branding', main });
}
