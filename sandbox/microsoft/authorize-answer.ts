import { type Answer, htmlAnswer, redirectAnswer } from '#sandbox/http/exchange.ts';
import { html } from '#sandbox/http/html.ts';
import { copyButton, signInPage } from '#sandbox/pages/layout.ts';
import type { ReturnAddress } from './authorize-request.ts';
import { describe, newTrace, type Refusal } from './replies.ts';

/** Sends parameters back to the application, in the response mode it asked for. */
export function sendBack(
  address: ReturnAddress,
  given: Record<string, string>,
  headers: Record<string, string> = {},
): Answer {
  const values = { ...given, ...(address.state === undefined ? {} : { state: address.state }) };
  if (address.responseMode === 'form_post') return formPost(address.redirectUri, values, headers);
  const target = new URL(address.redirectUri);
  if (address.responseMode === 'fragment') target.hash = new URLSearchParams(values).toString();
  else for (const [name, value] of Object.entries(values)) target.searchParams.append(name, value);
  return redirectAnswer(target.href, 302, headers);
}

/** OAuth 2.0 Form Post Response Mode: a page that posts itself. */
function formPost(action: string, values: Record<string, string>, headers: Record<string, string>): Answer {
  const fields = Object.entries(values).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const main = html`<h1>Working…</h1>
<form method="post" action="${action}" data-submit-at-once>${fields}
<p>Your browser takes the answer back to the application.</p>
<div class="actions"><button class="primary">Continue</button></div></form>`;
  return htmlAnswer(signInPage({ title: 'Working…', main }), 200, headers);
}

/** An error that the application is told about by redirect. */
export function sendRefusal(address: ReturnAddress, said: Refusal, authority: string): Answer {
  return sendBack(address, {
    error: said.error,
    error_description: describe(said, newTrace()),
    error_uri: `${authority}/error?code=${said.code}`,
  });
}

/**
 * An error that stays on Microsoft's page: the application never hears of it. `chooser` is where another account can be
 * picked, when the one picked is what was wrong.
 */
export function refusalPage(said: Refusal, chooser?: string): Answer {
  const trace = newTrace();
  const details = describe(said, trace);
  const main = html`<h1>Sign in</h1>
<p class="lead">Sorry, but we’re having trouble signing you in.</p>
<p class="problem" role="alert">AADSTS${said.code}: ${said.text}</p>
${chooser ? html`<p><a class="button" href="${chooser}">Sign in with another account</a></p>` : ''}
<section aria-labelledby="details" class="troubleshooting">
<h2 id="details">Troubleshooting details</h2>
<p class="quiet">If you contact your administrator, send this info to them. ${copyButton('info', details)}</p>
<dl class="pairs"><div><dt>Request Id</dt><dd><code>${trace.traceId}</code></dd></div>
<div><dt>Correlation Id</dt><dd><code>${trace.correlationId}</code></dd></div>
<div><dt>Timestamp</dt><dd>${trace.timestamp}</dd></div></dl>
<p>This page does not lead back to the application: go back there in your browser.</p>
</section>`;
  return htmlAnswer(signInPage({ title: 'Sign in', main }), said.status);
}
