import { type Answer, formOf, htmlAnswer, redirectAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Route } from '#sandbox/http/router.ts';
import { giveAdminConsent, revokeAllPermissions, revokePermission } from '#sandbox/microsoft/consents.ts';
import { findRegistration } from '#sandbox/microsoft/registrations.ts';
import {
  findServicePrincipalById,
  removeServicePrincipal,
  type ServicePrincipal,
} from '#sandbox/microsoft/service-principals.ts';
import { places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { enterpriseApplicationPage, enterpriseMissingPage } from './enterprise-application-page.ts';
import { enterpriseListPage } from './enterprise-list-page.ts';
import { rememberingDirectory, workingDirectory } from './working-directory.ts';

const base = places.enterprise.path;

/** Enterprise applications: looking at what was granted, taking it back, deleting the application from a directory. */
export function enterpriseRoutes(sandbox: Sandbox): Route[] {
  const { store } = sandbox;
  const withPrincipal =
    (work: (principal: ServicePrincipal, form: URLSearchParams) => Answer) =>
    (request: SandboxRequest): Answer => {
      const principal = findServicePrincipalById(store, request.params.objectId ?? '');
      return principal ? work(principal, formOf(request)) : htmlAnswer(enterpriseMissingPage(), 404);
    };
  /** A form of the application's page: does its work, then shows the page again at its permissions. */
  const act = (path: string, work: (principal: ServicePrincipal, form: URLSearchParams) => void): Route => ({
    method: 'POST',
    path: `${base}/:objectId/${path}`,
    handle: withPrincipal((principal, form) => {
      work(principal, form);
      return redirectAnswer(`${base}/${principal.objectId}#permissions`);
    }),
  });
  return [
    {
      method: 'GET',
      path: base,
      handle: (request) =>
        rememberingDirectory(request, htmlAnswer(enterpriseListPage(sandbox, workingDirectory(request)))),
    },
    {
      method: 'GET',
      path: `${base}/:objectId`,
      handle: withPrincipal((principal) => htmlAnswer(enterpriseApplicationPage(sandbox, principal))),
    },
    act('admin-consent', (principal) => {
      const registration = findRegistration(store, principal.clientId);
      if (registration) giveAdminConsent(store, registration, principal.directoryId);
    }),
    act('permissions/revoke', (principal, form) => {
      revokePermission(store, principal, form.get('user') ?? '', form.get('permission') ?? '');
    }),
    act('permissions/revoke-all', (principal) => revokeAllPermissions(store, principal)),
    {
      method: 'POST',
      path: `${base}/:objectId/delete`,
      handle: withPrincipal((principal) => {
        removeServicePrincipal(store, principal);
        return redirectAnswer(`${base}?directory=${principal.directoryId}`);
      }),
    },
  ];
}
