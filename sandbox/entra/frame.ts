import { type Html, type HtmlValue, html } from '#sandbox/http/html.ts';
import { clouds } from '#sandbox/microsoft/clouds.ts';
import { type Directory, directories } from '#sandbox/microsoft/directory.ts';
import { page } from '#sandbox/pages/layout.ts';
import { type NavPlace, places } from '#sandbox/pages/places.ts';

type Crumb = { text: string; href?: string };

/** The two lists of the admin center. */
type EntraPlace = Extract<NavPlace, 'registrations' | 'enterprise'>;

const listHref = (place: EntraPlace, directory: Directory): string =>
  `${places[place].path}?directory=${directory.domain}`;

/** Where one is, impossible to overlook, and the way to the other directories: Entra's "Switch directory". */
function directoryStrip(here: Directory, switchTo: string): Html {
  const link = (directory: Directory): Html =>
    html`<a href="${switchTo}?directory=${directory.domain}"${directory.id === here.id ? html` aria-current="true"` : ''}>${directory.name}</a>`;
  return html`<section class="strip" aria-label="Directory"><div class="strip-inside">
<p class="strip-here"><strong>${here.name}</strong> <span>${here.domain}${here.cloud === 'global' ? '' : ` · ${clouds[here.cloud].label}`}</span></p>
<p class="strip-id"><span class="quiet">Tenant ID</span> <code>${here.id}</code></p>
<nav class="switcher" aria-label="Switch directory"><span class="quiet" aria-hidden="true">Switch directory</span>${directories.map(link)}</nav>
</div></section>`;
}

/** A page of the admin center: directory on top, breadcrumbs, content. */
export function entraPage(wanted: {
  title: string;
  place: EntraPlace;
  directory: Directory;
  /** Between the list and this page; a list itself has none. */
  crumbs?: Crumb[];
  /** Where another directory opens, when not at the list. */
  switchTo?: string;
  main: HtmlValue;
}): Html {
  const { title, place, directory, crumbs = [] } = wanted;
  const list = { text: places[place].title, ...(crumbs.length > 0 ? { href: listHref(place, directory) } : {}) };
  const trail: Crumb[] = [{ text: directory.name }, list, ...crumbs];
  const items = trail.map(({ text, href }, index) => {
    if (href) return html`<li><a href="${href}">${text}</a></li>`;
    return html`<li><span${index === trail.length - 1 ? html` aria-current="page"` : ''}>${text}</span></li>`;
  });
  return page({
    title,
    place,
    strip: directoryStrip(directory, wanted.switchTo ?? places[place].path),
    main: html`<nav aria-label="Breadcrumb"><ol class="crumbs">${items}</ol></nav>${wanted.main}`,
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
