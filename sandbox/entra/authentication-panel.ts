import { type Html, html } from '#sandbox/http/html.ts';
import type { RedirectUri, Registration } from '#sandbox/microsoft/registrations.ts';
import { places } from '#sandbox/pages/places.ts';
import { fieldProblem, platformSelect } from './frame.ts';
import type { Problem } from './overview-page.ts';

const row = ({ platform, uri }: RedirectUri, index: number): Html => html`<li class="platform-row">
${platformSelect(`platform-${index}`, platform)}
<input name="uri" value="${uri}" aria-label="Redirect URI ${index + 1}" placeholder="e.g. https://example.com/auth" autocomplete="off" spellcheck="false">
</li>`;

/** "Authentication": redirect URIs by platform; emptying a row removes it. */
export function authenticationPanel(registration: Registration, problem: Problem | undefined): Html {
  const uris = problem?.uris ?? registration.redirectUris;
  const rows = [...uris, { platform: 'web' as const, uri: '' }].map(row);
  return html`<section class="panel" id="authentication" aria-labelledby="authentication-title">
<h2 id="authentication-title">Authentication</h2>
<form method="post" action="${places.registrations.path}/${registration.clientId}/redirect-uris">
<h3>Redirect URIs</h3>
<p class="hint">The URIs we will accept as destinations when returning authentication responses (tokens) after successfully
authenticating users. The redirect URI you send in the request to the login server should match one listed here.</p>
${fieldProblem('authentication-problem', problem?.text)}
<ul class="plain rows">${rows}</ul>
<p class="hint">The last row adds one; an emptied row is removed.</p>
<div class="actions start"><button>Save</button></div>
</form>
</section>`;
}
