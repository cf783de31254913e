import { type Answer, formOf, htmlAnswer, redirectAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Html } from '#sandbox/http/html.ts';
import type { Handler, Route } from '#sandbox/http/router.ts';
import { removeCertificate } from '#sandbox/microsoft/certificates.ts';
import { giveAdminConsent } from '#sandbox/microsoft/consents.ts';
import { findDirectory } from '#sandbox/microsoft/directory.ts';
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
import { newRegistrationPath, places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { certificateProblemIn, uploadCertificate } from './certificate-routes.ts';
import { enterpriseRoutes } from './enterprise-routes.ts';
import { listPage } from './list-page.ts';
import { newRegistrationPage } from './new-registration-page.ts';
import { missingPage, overviewPage, type Problem } from './overview-page.ts';
import { readNewRegistration, readRedirectUris, readSecretEnd, typedQuery } from './read-forms.ts';
import { rememberingDirectory, workingDirectory } from './working-directory.ts';

const base = places.registrations.path;

/** The admin center: App registrations and Enterprise applications of every directory. */
export function entraRoutes(sandbox: Sandbox): Route[] {
  const get = (path: string, handle: (request: SandboxRequest) => Answer): Route => ({
    method: 'GET',
    path,
    handle: (request) => rememberingDirectory(request, handle(request)),
  });
  return [
    get(base, (request) => htmlAnswer(listPage(sandbox, workingDirectory(request)))),
    get(newRegistrationPath, (request) => htmlAnswer(newPage(request))),
    { method: 'POST', path: newRegistrationPath, handle: (request) => register(sandbox, request) },
    get(`${base}/:clientId`, (request) =>
      withRegistration(sandbox, request, (found) => overview(sandbox, found, request)),
    ),
    ...overviewActs(sandbox),
    {
      method: 'POST',
      path: `${base}/:clientId/certificates`,
      handle: (request) => {
        const registration = findRegistration(sandbox.store, request.params.clientId ?? '');
        return registration ? uploadCertificate(sandbox, registration, request) : htmlAnswer(missingPage(), 404);
      },
    },
    ...enterpriseRoutes(sandbox),
  ];
}

/** The empty form, or with a refused one's fields in the address that form again. */
function newPage(request: SandboxRequest): Html {
  const directory = workingDirectory(request);
  const typed = request.url.searchParams;
  if (!typed.has('name')) return newRegistrationPage(directory);
  const read = readNewRegistration(typed);
  return newRegistrationPage(directory, typed, 'problems' in read ? read.problems : {});
}

function register(sandbox: Sandbox, request: SandboxRequest): Answer {
  const form = formOf(request);
  const directory = findDirectory(form.get('directory') ?? '') ?? workingDirectory(request);
  const read = readNewRegistration(form);
  if ('problems' in read) return redirectAnswer(`${newRegistrationPath}?${typedQuery(form)}`);
  const { clientId } = createRegistration(sandbox.store, { ...read, directoryId: directory.id });
  return redirectAnswer(`${base}/${clientId}`);
}

function withRegistration(
  { store }: Sandbox,
  request: SandboxRequest,
  work: (registration: Registration) => Answer,
): Answer {
  const registration = findRegistration(store, request.params.clientId ?? '');
  return registration ? work(registration) : htmlAnswer(missingPage(), 404);
}

function overview(sandbox: Sandbox, registration: Registration, { url }: SandboxRequest): Answer {
  const page = overviewPage(sandbox, registration, problemIn(url.searchParams));
  // The value of a client secret is shown once, on the page that follows its making.
  for (const { id } of registration.secrets) sandbox.newSecretValues.delete(id);
  return htmlAnswer(page);
}

/** What a form sent from this page was refused for: its fields are in the address. */
function problemIn(typed: URLSearchParams): Problem | undefined {
  if (typed.get('panel') === 'secrets') {
    const read = readSecretEnd(typed);
    if ('problem' in read) return { panel: 'secrets', text: read.problem };
  }
  if (typed.get('panel') === 'certificates') {
    const text = certificateProblemIn(typed);
    if (text) return { panel: 'certificates', text };
  }
  if (typed.get('panel') === 'authentication') {
    const read = readRedirectUris(typed);
    if ('problem' in read) return { panel: 'authentication', text: read.problem, uris: read.uris };
  }
  return undefined;
}

/** Does a form's work; says at which panel to show the page again, or where else to go. */
type Act = (registration: Registration, form: URLSearchParams) => Panel | { refused: Panel } | Answer;
type Panel = 'secrets' | 'certificates' | 'authentication' | 'permissions';

/** The forms of the overview page: each is answered by a redirect, a refused one with what was typed in its query. */
function overviewActs(sandbox: Sandbox): Route[] {
  const { store } = sandbox;
  const act = (path: string, work: Act): Route => {
    const handle: Handler = (request) =>
      withRegistration(sandbox, request, (registration) => {
        const form = formOf(request);
        const here = `${base}/${registration.clientId}`;
        const done = work(registration, form);
        if (typeof done === 'string') return redirectAnswer(`${here}#${done}`);
        if (!('refused' in done)) return done;
        return redirectAnswer(`${here}?${typedQuery(form, { panel: done.refused })}#${done.refused}`);
      });
    return { method: 'POST', path: `${base}/:clientId/${path}`, handle };
  };
  return [
    act('secrets', (registration, form) => {
      const end = readSecretEnd(form);
      if ('problem' in end) return { refused: 'secrets' };
      const description = (form.get('description') ?? '').trim();
      const { secret, value } = addSecret(store, registration, { description, endsAt: end.endsAt });
      sandbox.newSecretValues.set(secret.id, value);
      return 'secrets';
    }),
    act('secrets/delete', (registration, form) => {
      removeSecret(store, registration, form.get('secretId') ?? '');
      return 'secrets';
    }),
    act('certificates/delete', (registration, form) => {
      removeCertificate(store, registration, form.get('certificateId') ?? '');
      return 'certificates';
    }),
    act('redirect-uris', (registration, form) => {
      const read = readRedirectUris(form);
      if ('problem' in read) return { refused: 'authentication' };
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
