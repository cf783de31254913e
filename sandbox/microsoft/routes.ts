import { htmlAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import { html } from '#sandbox/http/html.ts';
import type { Handler, Route } from '#sandbox/http/router.ts';
import { signInPage } from '#sandbox/pages/layout.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { answerAdminConsent } from './admin-consent.ts';
import { answerAuthorize } from './authorize.ts';
import { answerDiscovery, answerKeys } from './discovery.ts';
import { answerSendMail } from './graph.ts';
import { answerApplication } from './graph-applications.ts';
import { answerToken, answerTokenByGet } from './token.ts';

/** Where `error_uri` leads. */
function errorPage(request: SandboxRequest) {
  const code = request.url.searchParams.get('code')?.replace(/\D/g, '') ?? '';
  const main = html`<h1>Error code lookup</h1>
<p>AADSTS${code}</p>
<p class="quiet">The sentence that belongs to this number is in the <code>error_description</code> of the answer that led here.</p>`;
  return htmlAnswer(signInPage({ title: 'Error code lookup', main }));
}

/** The two hosts of one of Microsoft's clouds, as path prefixes of the sandbox. */
export function microsoftRoutes(sandbox: Sandbox): Route[] {
  const { login } = sandbox.cloud;
  const graph = `${sandbox.cloud.graph}/v1.0`;
  const steps = (path: string, handle: Handler): Route[] => [
    { method: 'GET', path: `${login}/:tenant/${path}`, handle },
    { method: 'POST', path: `${login}/:tenant/${path}`, handle },
  ];
  const token = `${login}/:tenant/oauth2/v2.0/token`;
  return [
    { method: 'GET', path: `${login}/error`, handle: errorPage },
    ...steps('oauth2/v2.0/authorize', (request) => answerAuthorize(sandbox, request)),
    ...steps('v2.0/adminconsent', (request) => answerAdminConsent(sandbox, request, 'v2.0')),
    ...steps('adminconsent', (request) => answerAdminConsent(sandbox, request, 'v1')),
    { method: 'POST', path: token, handle: (request) => answerToken(sandbox, request), fromAnywhere: true },
    { method: 'GET', path: token, handle: (request) => answerTokenByGet(sandbox, request) },
    {
      method: 'GET',
      path: `${login}/:tenant/v2.0/.well-known/openid-configuration`,
      handle: (request) => answerDiscovery(sandbox, request),
    },
    { method: 'GET', path: `${login}/:tenant/discovery/v2.0/keys`, handle: () => answerKeys(sandbox) },
    {
      method: 'POST',
      path: `${graph}/me/sendMail`,
      handle: (request) => answerSendMail(sandbox, request, 'me'),
      fromAnywhere: true,
    },
    {
      method: 'POST',
      path: `${graph}/users/:user/sendMail`,
      handle: (request) => answerSendMail(sandbox, request, 'users'),
      fromAnywhere: true,
    },
    { method: 'GET', path: `${graph}/:segment`, handle: (request) => answerApplication(sandbox, request) },
  ];
}
