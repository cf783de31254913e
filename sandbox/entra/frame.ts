import { type Html, type HtmlValue, html } from '#sandbox/http/html.ts';
import { type Directory, directories } from '#sandbox/microsoft/directory.ts';
import { page } from '#sandbox/pages/layout.ts';

type Crumb = { text: string; href?: string };

function switcher(here: Directory): Html {
  const link = (directory: Directory): Html =>
    html`<a href="/entra/registrations?directory=${directory.domain}"${directory.id === here.id ? html` aria-current="true"` : ''}>${directory.name}</a>`;
  return html`<nav class="switcher" aria-label="Directory"><span class="quiet">Directory</span>${directories.map(link)}</nav>`;
}

/** A page of the admin center: directory in the corner, breadcrumbs, content. */
export function entraPage(wanted: { title: string; directory: Directory; crumbs: Crumb[]; main: HtmlValue }): Html {
  const crumbs = wanted.crumbs.map(
    ({ text, href }) =>
      html`<li>${href ? html`<a href="${href}">${text}</a>` : html`<span aria-current="page">${text}</span>`}</li>`,
  );
  return page({
    title: wanted.title,
    place: 'registrations',
    corner: switcher(wanted.directory),
    main: html`<nav aria-label="Breadcrumb"><ol class="crumbs">${crumbs}</ol></nav>${wanted.main}`,
  });
}

export const platformLabels = {
  web: 'Web',
  spa: 'Single-page application (SPA)',
  native: 'Public client/native (mobile & desktop)',
} as const;

/** "Select a platform", Web unless another was chosen. */
export function platformSelect(id: string, chosen: string): Html {
  const options = Object.entries(platformLabels).map(
    ([value, label]) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${label}</option>`,
  );
  return html`<select id="${id}" name="platform" aria-label="Select a platform">${options}</select>`;
}

export const fieldProblem = (id: string, text: string | undefined): Html =>
  text ? html`<p class="problem" id="${id}" role="alert">${text}</p>` : html``;
