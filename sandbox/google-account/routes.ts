import { appPasswordsOf, createAppPassword, removeAppPassword } from '#sandbox/google/app-passwords.ts';
import { accountCookie } from '#sandbox/google/authorize.ts';
import { type Account, domains, findHolder } from '#sandbox/google/directory.ts';
import { revokeProject } from '#sandbox/google/grants.ts';
import { cookieOf, formOf, htmlAnswer, redirectAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Route } from '#sandbox/http/router.ts';
import { appPasswordsPath, connectionsPath } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { accountHref } from './account-strip.ts';
import { appPasswordsPage } from './app-passwords-page.ts';
import { connectionsPage } from './connections-page.ts';

/** Whose account it is: named in the address, else who signed in last, else the first person. */
function accountOf(request: SandboxRequest): Account {
  const first = domains[0]?.people[0];
  if (!first) throw new Error('The sandbox’s Google has no people.');
  const named = request.url.searchParams.get('account') ?? cookieOf(request, accountCookie);
  return findHolder(named ?? '')?.account ?? first;
}

/** A person’s Google Account, as far as apps with access to it and app passwords go. */
export function googleAccountRoutes(sandbox: Sandbox): Route[] {
  return [
    {
      method: 'GET',
      path: connectionsPath,
      handle: (request) => htmlAnswer(connectionsPage(sandbox, accountOf(request))),
    },
    {
      method: 'POST',
      path: `${connectionsPath}/remove`,
      handle: (request) => {
        const { id: userId, address } = accountOf(request);
        revokeProject(sandbox.store, { userId, projectId: formOf(request).get('project') ?? '' });
        return redirectAnswer(`${connectionsPath}?account=${encodeURIComponent(address)}`);
      },
    },
    ...appPasswordRoutes(sandbox),
  ];
}

function appPasswordRoutes(sandbox: Sandbox): Route[] {
  const { store, newSecretValues } = sandbox;
  return [
    {
      method: 'GET',
      path: appPasswordsPath,
      handle: (request) => {
        const account = accountOf(request);
        const answer = htmlAnswer(appPasswordsPage(sandbox, account));
        for (const { id } of appPasswordsOf(store, account.id)) newSecretValues.delete(id);
        return answer;
      },
    },
    {
      method: 'POST',
      path: appPasswordsPath,
      handle: (request) => {
        const account = accountOf(request);
        const name = formOf(request).get('name')?.trim() || 'Mail';
        const { appPassword, value } = createAppPassword(store, { userId: account.id, name: name.slice(0, 60) });
        newSecretValues.set(appPassword.id, value);
        return redirectAnswer(accountHref(appPasswordsPath, account));
      },
    },
    {
      method: 'POST',
      path: `${appPasswordsPath}/remove`,
      handle: (request) => {
        const account = accountOf(request);
        removeAppPassword(store, { userId: account.id, id: formOf(request).get('id') ?? '' });
        return redirectAnswer(accountHref(appPasswordsPath, account));
      },
    },
  ];
}
