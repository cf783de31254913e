import { addressesOf } from '#sandbox/google/addresses.ts';
import type { Project, ServiceAccount } from '#sandbox/google/projects.ts';
import {
  accountIdProblem,
  addKey,
  createServiceAccount,
  removeKey,
  removeServiceAccount,
} from '#sandbox/google/service-accounts.ts';
import { type Answer, htmlAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Route } from '#sandbox/http/router.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { consoleRoute, missing, toConsole } from './project-route.ts';
import { serviceAccountPage } from './service-account-page.ts';
import { newServiceAccountPage } from './service-accounts-page.ts';

const base = '/iam-admin/serviceaccounts';

/** Creating a service account, and everything its own page can do. */
export function serviceAccountRoutes(sandbox: Sandbox): Route[] {
  const { get, post } = consoleRoute(sandbox);
  const { store } = sandbox;
  const one = `${base}/details/:uniqueId`;
  const withAccount = (
    project: Project,
    request: SandboxRequest,
    work: (account: ServiceAccount) => Answer,
  ): Answer => {
    const account = project.serviceAccounts.find(({ uniqueId }) => uniqueId === request.params.uniqueId);
    return account
      ? work(account)
      : missing('Service account not found', 'It may have been deleted, or belongs to another project.');
  };
  const back = (project: Project, { uniqueId }: ServiceAccount): Answer =>
    toConsole(`${base}/details/${uniqueId}`, project);
  const show = (project: Project, account: ServiceAccount): Answer => {
    const answer = htmlAnswer(serviceAccountPage(sandbox, project, account));
    // The key file is handed out once, by the page that follows its making.
    for (const { id } of account.keys) sandbox.newSecretValues.delete(id);
    return answer;
  };
  return [
    get(`${base}/create`, (project) => htmlAnswer(newServiceAccountPage(sandbox, project))),
    post(`${base}/create`, (project, form) => {
      const typed = { name: (form.get('name') ?? '').trim(), id: (form.get('id') ?? '').trim() };
      const problem = accountIdProblem(project, typed.id);
      if (problem) return htmlAnswer(newServiceAccountPage(sandbox, project, typed, problem), 422);
      return back(project, createServiceAccount(store, project, typed));
    }),
    get(one, (project, request) => withAccount(project, request, (account) => show(project, account))),
    post(`${one}/keys`, (project, _form, request) =>
      withAccount(project, request, (account) => {
        const { authorize, token, apis } = addressesOf(sandbox);
        const at = { authUri: authorize, tokenUri: token, certsBase: apis };
        const { key, file } = addKey(store, { project, account }, at);
        sandbox.newSecretValues.set(key.id, JSON.stringify(file, undefined, 2));
        return back(project, account);
      }),
    ),
    post(`${one}/keys/delete`, (project, form, request) =>
      withAccount(project, request, (account) => {
        removeKey(store, account, form.get('keyId') ?? '');
        return back(project, account);
      }),
    ),
    post(`${one}/status`, (project, form, request) =>
      withAccount(project, request, (account) => {
        account.isDisabled = form.get('disable') === 'yes';
        store.save();
        return back(project, account);
      }),
    ),
    post(`${one}/delete`, (project, _form, request) =>
      withAccount(project, request, (account) => {
        removeServiceAccount(store, { project, account });
        return toConsole(base, project);
      }),
    ),
  ];
}
