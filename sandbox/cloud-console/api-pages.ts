import { gmailApi, type Project } from '#sandbox/google/projects.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { consoleHref, consolePageIn } from './frame.ts';

const isOn = ({ enabledApis }: Project): boolean => enabledApis.includes(gmailApi);
const gmailHref = (project: Project): string => consoleHref(`/apis/library/${gmailApi}`, project);

/** “Enabled APIs & services”. */
export function dashboardPage(sandbox: Sandbox, project: Project): Html {
  const row = html`<tr><th scope="row" data-label="Name"><a href="${gmailHref(project)}">Gmail API</a></th>
<td data-label="Service name"><code>${gmailApi}</code></td><td data-label="Status"><span class="state good">Enabled</span></td></tr>`;
  const table = html`<table class="panel cards-when-narrow"><thead><tr><th scope="col">Name</th><th scope="col">Service name</th><th scope="col">Status</th></tr></thead><tbody>${row}</tbody></table>`;
  const empty = html`<div class="panel empty"><h2>No APIs enabled</h2><p>An application can use an API only when it is enabled in its project.</p></div>`;
  const main = html`<div class="heading"><h1>APIs &amp; Services</h1>
<a class="button primary" href="${consoleHref('/apis/library', project)}">Enable APIs and services</a></div>
${isOn(project) ? table : empty}`;
  return consolePageIn(sandbox, project, { title: 'APIs & Services', here: '/apis/dashboard', main });
}

/** “API Library”: there is one. */
export function libraryPage(sandbox: Sandbox, project: Project): Html {
  const main = html`<h1>API Library</h1>
<ul class="cards"><li><a class="card-link" href="${gmailHref(project)}"><strong>Gmail API</strong>
<span>Google Enterprise API</span><span>View and manage Gmail mailbox data.</span>${isOn(project) ? html`<span class="state good fit">API Enabled</span>` : ''}</a></li></ul>`;
  return consolePageIn(sandbox, project, { title: 'API Library', here: '/apis/library', main });
}

/** “Gmail API”: Enable, or Disable after a question. */
export function gmailApiPage(sandbox: Sandbox, project: Project): Html {
  const action = consoleHref(`/apis/library/${gmailApi}`, project);
  const enable = html`<form method="post" action="${action}"><button class="primary" name="enable" value="yes">Enable</button></form>`;
  const disable = html`<span class="state good">API Enabled</span>
<button type="button" data-opens="disable-dialog">Disable API</button>
<dialog id="disable-dialog" aria-labelledby="disable-title"><form method="post" action="${action}">
<h2 id="disable-title">Disable Gmail API?</h2>
<p>Applications of this project can no longer send by the API. SMTP is not affected.</p>
<div class="actions"><button type="button" data-closes>Cancel</button><button class="danger" name="enable" value="no">Disable</button></div>
</form></dialog>`;
  const main = html`<h1>Gmail API</h1>
<p class="lead">Google Enterprise API · View and manage Gmail mailbox data like threads, messages, and labels.</p>
<div class="actions start middle">${isOn(project) ? disable : enable}</div>
<dl class="panel pairs"><div><dt>Service name</dt><dd><code>${gmailApi}</code></dd></div>
<div><dt>Project</dt><dd>${project.name} <span class="quiet">(${project.number})</span></dd></div></dl>
${isOn(project) ? html`<p><a href="${consoleHref('/auth/clients', project)}">Next: create an OAuth client ID</a></p>` : ''}`;
  return consolePageIn(sandbox, project, { title: 'Gmail API', here: '/apis/library', main });
}
