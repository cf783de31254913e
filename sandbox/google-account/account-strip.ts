import { type Account, domains } from '#sandbox/google/directory.ts';
import { type Html, html } from '#sandbox/http/html.ts';

export const accountHref = (path: string, { address }: Account): string =>
  `${path}?account=${encodeURIComponent(address)}`;

/** Whose account this is, and the way to the same page of another. */
export function accountStrip(here: Account, path: string): Html {
  const link = (account: Account): Html =>
    html`<a href="${accountHref(path, account)}"${account.id === here.id ? html` aria-current="true"` : ''}>${account.name}</a>`;
  return html`<section class="strip" aria-label="Google Account"><div class="strip-inside">
<p class="strip-here"><strong>${here.name}</strong> <span>Google Account ${here.address}</span></p>
<nav class="switcher" aria-label="Switch account"><span class="quiet" aria-hidden="true">Switch account</span>${domains.flatMap(({ people }) => people).map(link)}</nav>
</div></section>`;
}
