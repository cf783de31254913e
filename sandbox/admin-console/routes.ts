import { delegate, findDelegation, removeDelegation } from '#sandbox/google/delegations.ts';
import { type Domain, domains, findDomain } from '#sandbox/google/directory.ts';
import { findScope } from '#sandbox/google/scopes.ts';
import { type Answer, formOf, htmlAnswer, redirectAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Route } from '#sandbox/http/router.ts';
import { delegationPath } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { delegationPage, type Problems, type Typed } from './delegation-page.ts';

/** The domain someone administers: named in the address, the first Workspace domain otherwise. */
function domainOf(request: SandboxRequest): Domain {
  const named = findDomain(request.url.searchParams.get('domain') ?? '');
  const first = domains.find(({ isWorkspace }) => isWorkspace);
  if (!first) throw new Error('The sandbox has no Workspace domain.');
  return named?.isWorkspace ? named : first;
}

/** Google Workspace's Admin console, as far as service accounts need it. */
export function adminConsoleRoutes(sandbox: Sandbox): Route[] {
  const { store } = sandbox;
  const back = (domain: Domain): Answer => redirectAnswer(`${delegationPath}?domain=${domain.domain}`);
  return [
    {
      method: 'GET',
      path: delegationPath,
      handle: (request) => {
        const clientId = request.url.searchParams.get('clientId') ?? '';
        const typed = { clientId, scopes: '', overwrite: false };
        return htmlAnswer(delegationPage(sandbox, domainOf(request), typed));
      },
    },
    {
      method: 'POST',
      path: delegationPath,
      handle: (request) => {
        const domain = domainOf(request);
        const { typed, scopes, problems } = readForm(sandbox, domain, formOf(request));
        if (Object.keys(problems).length > 0) return htmlAnswer(delegationPage(sandbox, domain, typed, problems), 422);
        delegate(store, domain.id, typed.clientId, scopes);
        return back(domain);
      },
    },
    {
      method: 'POST',
      path: `${delegationPath}/delete`,
      handle: (request) => {
        const domain = domainOf(request);
        removeDelegation(store, domain.id, formOf(request).get('clientId') ?? '');
        return back(domain);
      },
    },
  ];
}

/** Any text passes as Client ID, an e-mail address too: that it does not work is found at the token endpoint. */
function readForm(
  { store }: Sandbox,
  domain: Domain,
  form: URLSearchParams,
): { typed: Typed; scopes: string[]; problems: Problems } {
  const clientId = (form.get('clientId') ?? '').trim();
  const text = (form.get('scopes') ?? '').trim();
  const typed = { clientId, scopes: text, overwrite: form.get('overwrite') === 'yes' };
  const spelt = text.split(/[\s,]+/).filter(Boolean);
  const unknown = spelt.find((name) => !findScope(name));
  const problems: Problems = {};
  if (!clientId) problems.clientId = 'Client ID is required.';
  else if (!typed.overwrite && findDelegation(store, domain.id, clientId)) {
    problems.clientId =
      'This client ID is already authorized. Tick “Overwrite existing client ID” to replace its scopes.';
  }
  if (spelt.length === 0) problems.scopes = 'At least one scope is required.';
  else if (unknown !== undefined) problems.scopes = `“${unknown}” is not a valid OAuth scope.`;
  return { typed, scopes: [...new Set(spelt.flatMap((name) => findScope(name)?.name ?? []))], problems };
}
