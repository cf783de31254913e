import {
  addClientSecret,
  createClient,
  deleteClient,
  findClient,
  maxSecrets,
  restoreClient,
} from '#sandbox/google/clients.ts';
import type { OAuthClient, Project } from '#sandbox/google/projects.ts';
import { type Answer, htmlAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Route } from '#sandbox/http/router.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { newClientPage } from './client-form-page.ts';
import { clientPage } from './client-page.ts';
import { consoleRoute, missing, toConsole } from './project-route.ts';
import { readClientForm } from './read-forms.ts';

const hasProblems = (problems: object): boolean => Object.keys(problems).length > 0;

/** Creating a client, and everything its own page can do. */
export function clientRoutes(sandbox: Sandbox): Route[] {
  const { get, post } = consoleRoute(sandbox);
  const { store } = sandbox;
  const one = '/auth/clients/:clientId';
  const withClient = (project: Project, request: SandboxRequest, work: (client: OAuthClient) => Answer): Answer => {
    const found = findClient(store, request.params.clientId ?? '');
    const isHere = found?.project.id === project.id;
    return found && isHere
      ? work(found.client)
      : missing('Client not found', 'It may have been deleted, or belongs to another project.');
  };
  const show = (project: Project, client: OAuthClient): Answer => {
    const answer = htmlAnswer(clientPage(sandbox, project, client));
    // A secret's value is shown once, on the page that follows its making.
    for (const { id } of client.secrets) sandbox.newSecretValues.delete(id);
    return answer;
  };
  /** A form of the client's page: does its work, then shows the page again. */
  const act = (verb: string, work: (client: OAuthClient, secretId: string) => void): Route =>
    post(`${one}/${verb}`, (project, form, request) =>
      withClient(project, request, (client) => {
        work(client, form.get('secretId') ?? '');
        store.save();
        return toConsole(client.deletedAt ? '/auth/clients' : `/auth/clients/${client.clientId}`, project);
      }),
    );
  const setEnabled = (client: OAuthClient, secretId: string, isEnabled: boolean): void => {
    for (const secret of client.secrets) if (secret.id === secretId) secret.isEnabled = isEnabled;
  };
  return [
    get('/auth/clients/create', (project) => htmlAnswer(newClientPage(sandbox, project))),
    post('/auth/clients/create', (project, form) => {
      const { typed, problems } = readClientForm(form);
      if (hasProblems(problems)) return htmlAnswer(newClientPage(sandbox, project, typed, problems), 422);
      const { name, redirectUris } = typed;
      const { client, secret, value } = createClient(store, project, { name, redirectUris });
      sandbox.newSecretValues.set(secret.id, value);
      return toConsole(`/auth/clients/${client.clientId}`, project);
    }),
    get(one, (project, request) => withClient(project, request, (client) => show(project, client))),
    post(one, (project, form, request) =>
      withClient(project, request, (client) => {
        const { typed, problems } = readClientForm(form);
        if (hasProblems(problems)) return htmlAnswer(clientPage(sandbox, project, client, { typed, problems }), 422);
        Object.assign(client, { name: typed.name, redirectUris: typed.redirectUris });
        store.save();
        return toConsole(`/auth/clients/${client.clientId}`, project);
      }),
    ),
    act('secrets/add', (client) => {
      if (client.secrets.length >= maxSecrets) return;
      const { secret, value } = addClientSecret(store, client);
      sandbox.newSecretValues.set(secret.id, value);
    }),
    act('secrets/disable', (client, secretId) => setEnabled(client, secretId, false)),
    act('secrets/enable', (client, secretId) => setEnabled(client, secretId, true)),
    act('secrets/delete', (client, secretId) => {
      client.secrets = client.secrets.filter(({ id, isEnabled }) => id !== secretId || isEnabled);
    }),
    act('delete', (client) => deleteClient(store, client)),
    act('restore', (client) => restoreClient(store, client)),
  ];
}
