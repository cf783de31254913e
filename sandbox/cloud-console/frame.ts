import { findDomain } from '#sandbox/google/directory.ts';
import type { Project } from '#sandbox/google/projects.ts';
import { type Html, type HtmlValue, html } from '#sandbox/http/html.ts';
import { page } from '#sandbox/pages/layout.ts';
import { delegationPath, places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';

/** An address in the console, for one project: Google names it in the query too. */
export const consoleHref = (path: string, { id }: Project): string =>
  `${places.console.path}${path}${path.includes('?') ? '&' : '?'}project=${id}`;

type Item = { path: string; label: string };
const sections: { title: string; items: Item[] }[] = [
  {
    title: 'APIs & Services',
    items: [
      { path: '/apis/dashboard', label: 'Enabled APIs & services' },
      { path: '/apis/library', label: 'Library' },
    ],
  },
  {
    title: 'Google Auth Platform',
    items: [
      { path: '/auth/branding', label: 'Branding' },
      { path: '/auth/audience', label: 'Audience' },
      { path: '/auth/clients', label: 'Clients' },
      { path: '/auth/scopes', label: 'Data Access' },
    ],
  },
  { title: 'IAM & Admin', items: [{ path: '/iam-admin/serviceaccounts', label: 'Service Accounts' }] },
];

function menu(project: Project, here: string): Html {
  const link = ({ path, label }: Item): Html =>
    html`<li><a href="${consoleHref(path, project)}"${path === here ? html` aria-current="page"` : ''}>${label}</a></li>`;
  const groups = sections.map(
    ({ title, items }) =>
      html`<div class="menu-group"><p class="menu-title">${title}</p><ul>${items.map(link)}</ul></div>`,
  );
  return html`<nav class="menu" aria-label="Google Cloud">${groups}<div class="menu-group"><p class="menu-title">Google Workspace</p><ul><li><a href="${delegationPath}">Domain-wide delegation</a></li></ul></div></nav>`;
}

/** Which project one is in, and the others; stays at the same page where that exists in every project. */
function projectStrip(sandbox: Sandbox, project: Project, here: string): Html {
  const link = (one: Project): Html =>
    html`<a href="${consoleHref(here, one)}"${one.id === project.id ? html` aria-current="true"` : ''}>${one.name}</a>`;
  return html`<section class="strip" aria-label="Project"><div class="strip-inside">
<p class="strip-here"><strong>${project.name}</strong> <span>${findDomain(project.domainId)?.domain}</span></p>
<nav class="switcher" aria-label="Select a project"><span class="quiet" aria-hidden="true">Select a project</span>${sandbox.store.state.google.projects.map(link)}</nav>
</div></section>`;
}

/** A page of the console: project on top, Google's own sections at the side. */
export function consolePageIn(
  sandbox: Sandbox,
  project: Project,
  wanted: { title: string; here: string; main: HtmlValue },
): Html {
  return page({
    title: wanted.title,
    place: 'console',
    strip: projectStrip(sandbox, project, wanted.here),
    main: html`<div class="console">${menu(project, wanted.here)}<div class="console-main">${wanted.main}</div></div>`,
  });
}

export const fieldProblem = (id: string, text: string | undefined): Html =>
  text ? html`<p class="problem" id="${id}" role="alert">${text}</p>` : html``;

export const invalidBy = (problem: string | undefined, id: string): Html =>
  problem ? html` aria-invalid="true" aria-describedby="${id}"` : html``;

/** A file made on the page itself: nothing of it is kept by the server. */
export function downloadLink(label: string, filename: string, content: unknown, atOnce = false): Html {
  const data = Buffer.from(`${JSON.stringify(content, undefined, 2)}\n`).toString('base64');
  return html`<a class="button primary" href="data:application/json;base64,${data}" download="${filename}"${atOnce ? html` data-download-at-once` : ''}>${label}</a>`;
}
