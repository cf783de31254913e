import { type Answer, formOf, htmlAnswer, redirectAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Html } from '#sandbox/http/html.ts';
import type { Handler, Route } from '#sandbox/http/router.ts';
import { giveAdminConsent } from '#sandbox/microsoft/consents.ts';
import { type Directory, directories, findDirectory } from '#sandbox/microsoft/directory.ts';
import {
  addPermissions,
  addSecret,
  createRegistration,
  findRegistration,
  type Registration,
  removePermission,
  removeRegistration,
  removeSecret,
} from '#sandbox/microsoft/registrations.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { listPage } from './list-page.ts';
import { newRegistrationPage } from './new-registration-page.ts';
import { missingPage, overviewPage, type Problem } from './overview-page.ts';
import { readNewRegistration, readRedirectUris, readSecretEnd } from './read-forms.ts';

/** The directory someone works in: named in the address, Contoso otherwise. */
function directoryOf(request: SandboxRequest): Directory {
  const named = findDirectory(request.url.searchParams.get('directory') ?? '');
  const [first] = directories;
  if (!first) throw new Error('The sandbox has no directories.');
  return named ?? first;
}

type Act = (registration: Registration, form: URLSearchParams) => Answer | string;

/** The admin center: App registrations of both directories. */
export function entraRoutes(sandbox: Sandbox): Route[] {
  const { store } = sandbox;
  const base = '/entra/registrations';
  const overview = (registration: Registration, problem?: Problem): Html => {
    const page = overviewPage(sandbox, registration, problem);
    // The value of a client secret is shown once, on the page that follows its making.
    for (const { id } of registration.secrets) sandbox.newSecretValues.delete(id);
    return page;
  };
  const withRegistration =
    (work: (registration: Registration, request: SandboxRequest) => Answer): Handler =>
    (request) => {
      const registration = findRegistration(store, request.params.clientId ?? '');
      return registration ? work(registration, request) : htmlAnswer(missingPage(), 404);
    };
  /** A form of the overview page: does its work, then shows the page again at the panel it was sent from. */
  const act = (path: string, work: Act): Route => ({
    method: 'POST',
    path: `${base}/:clientId/${path}`,
    handle: withRegistration((registration, request) => {
      const result = work(registration, formOf(request));
      return typeof result === 'string' ? redirectAnswer(`${base}/${registration.clientId}#${result}`) : result;
    }),
  });
  return [
    { method: 'GET', path: base, handle: (request) => htmlAnswer(listPage(sandbox, directoryOf(request))) },
    { method: 'GET', path: `${base}/new`, handle: (request) => htmlAnswer(newRegistrationPage(directoryOf(request))) },
    { method: 'POST', path: `${base}/new`, handle: (request) => register(sandbox, request) },
    {
      method: 'GET',
      path: `${base}/:clientId`,
      handle: withRegistration((registration) => htmlAnswer(overview(registration))),
    },
    act('secrets', (registration, form) => {
      const end = readSecretEnd(form);
      if ('problem' in end) return htmlAnswer(overview(registration, { panel: 'secrets', text: end.problem }), 422);
      const description = (form.get('description') ?? '').trim();
      const { secret, value } = addSecret(store, registration, { description, endsAt: end.endsAt });
      sandbox.newSecretValues.set(secret.id, value);
      return 'secrets';
    }),
    act('secrets/delete', (registration, form) => {
      removeSecret(store, registration, form.get('secretId') ?? '');
      return 'secrets';
    }),
    act('redirect-uris', (registration, form) => {
      const read = readRedirectUris(form);
      if ('problem' in read) {
        return htmlAnswer(
          overview(registration, { panel: 'authentication', text: read.problem, uris: read.uris }),
          422,
        );
      }
      registration.redirectUris = read.uris;
      store.save();
      return 'authentication';
    }),
    act('permissions', (registration, form) => {
      addPermissions(store, registration, form.getAll('permission'));
      return 'permissions';
    }),
    act('permissions/delete', (registration, form) => {
      removePermission(store, registration, form.get('permission') ?? '');
      return 'permissions';
    }),
    act('admin-consent', (registration) => {
      giveAdminConsent(store, registration, registration.directoryId);
      return 'permissions';
    }),
    act('delete', (registration) => {
      removeRegistration(store, registration.clientId);
      return redirectAnswer(`${base}?directory=${registration.directoryId}`);
    }),
  ];
}

function register(sandbox: Sandbox, request: SandboxRequest): Answer {
  const form = formOf(request);
  const directory = findDirectory(form.get('directory') ?? '') ?? directoryOf(request);
  const read = readNewRegistration(form);
  if ('problems' in read) return htmlAnswer(newRegistrationPage(directory, form, read.problems), 422);
  const { clientId } = createRegistration(sandbox.store, { ...read, directoryId: directory.id });
  return redirectAnswer(`/entra/registrations/${clientId}`);
}
