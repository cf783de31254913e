import { isDelegatedAnywhere } from '#sandbox/google/delegations.ts';
import { gmailApi, type Project } from '#sandbox/google/projects.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import { copyField } from '#sandbox/pages/layout.ts';
import { delegationPath } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { consoleHref, consolePageIn } from './frame.ts';

const step = (isDone: boolean, href: string, label: string, text: string): Html => html`<li>
<a href="${href}">${label}</a> ${isDone ? html`<span class="state good">Done</span>` : ''}<br><span class="quiet">${text}</span></li>`;

/** The project's front page: what it is, and what a mail sender needs of it. */
export function homePage(sandbox: Sandbox, project: Project): Html {
  const { audience, publishing, testUsers, clients, serviceAccounts, enabledApis } = project;
  const isReady = audience === 'internal' || publishing === 'production' || testUsers.length > 0;
  const isDelegated = serviceAccounts.some(({ uniqueId }) => isDelegatedAnywhere(sandbox.store, uniqueId));
  const who =
    audience === 'internal'
      ? 'Internal: everyone of the organization, nobody else.'
      : publishing === 'testing'
        ? 'External, in Testing: only listed test users, and their consent ends after seven days.'
        : 'External, in production: everyone, with a warning until Google has verified the app.';
  const main = html`<h1>Welcome</h1>
<p class="lead">You’re working in <strong>${project.name}</strong></p>
<dl class="panel fields">${copyField('Project number', project.number)}${copyField('Project ID', project.id)}</dl>
<section class="panel" aria-labelledby="steps-title"><h2 id="steps-title">To send mail from here</h2>
<ol class="steps">
${step(enabledApis.includes(gmailApi), consoleHref(`/apis/library/${gmailApi}`, project), 'Enable the Gmail API', 'Not needed for SMTP.')}
${step(isReady, consoleHref('/auth/audience', project), 'Say who may use the app', who)}
${step(clients.length > 0, consoleHref('/auth/clients/create', project), 'Create an OAuth client ID', 'A person consents in the browser: client ID, client secret, redirect URI.')}
</ol>
<p class="quiet">Or, in place of the last two, without anyone’s consent, for a whole Workspace domain:</p>
<ol class="steps">
${step(serviceAccounts.length > 0, consoleHref('/iam-admin/serviceaccounts', project), 'Create a service account and a key', 'The key is a JSON file.')}
${step(isDelegated, delegationPath, 'Delegate to it in the Admin console', 'By its numeric client ID, with the scopes it may use.')}
</ol></section>`;
  return consolePageIn(sandbox, project, { title: 'Welcome', here: '', main });
}
