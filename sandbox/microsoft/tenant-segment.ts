import type { Sandbox } from '#sandbox/sandbox.ts';
import { type Directory, findDirectory } from './directory.ts';
import { findRegistration, type Registration } from './registrations.ts';
import { AadstsError, refusals } from './replies.ts';
import { findServicePrincipal, type ServicePrincipal } from './service-principals.ts';

export type Shared = 'common' | 'organizations' | 'consumers';
export type TenantSegment = { shared: Shared } | { directory: Directory };

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/** Reads `{tenant}` of a sign-in address: the id or domain of a directory of this cloud, or one of the shared endpoints. */
export function readTenant({ cloud }: Sandbox, segment: string): TenantSegment {
  const wanted = segment.toLowerCase();
  if (wanted === 'common' || wanted === 'organizations' || wanted === 'consumers') return { shared: wanted };
  const directory = findDirectory(wanted);
  if (directory?.cloud === cloud.id) return { directory };
  const refuse = guid.test(wanted) || domain.test(wanted) ? refusals.tenantNotFound : refusals.tenantMalformed;
  throw new AadstsError(refuse(segment));
}

/** The application a request names, where this endpoint may know it (700016, 50194 otherwise). */
export function requireApplication(sandbox: Sandbox, tenant: TenantSegment, clientId: string): Registration {
  const registration = findRegistration(sandbox.store, clientId);
  // Applications are registered in each cloud by themselves.
  const home = findDirectory(registration?.directoryId ?? '');
  if (!registration || home?.cloud !== sandbox.cloud.id) {
    throw new AadstsError(
      refusals.applicationNotFound(clientId, 'directory' in tenant ? tenant.directory.name : tenant.shared),
    );
  }
  const isSingle = registration.accountTypes === 'single';
  if ('shared' in tenant && isSingle) throw new AadstsError(refusals.singleTenant(clientId, registration.name));
  if ('directory' in tenant && isSingle && registration.directoryId !== tenant.directory.id) {
    throw new AadstsError(refusals.applicationNotFound(clientId, tenant.directory.name));
  }
  return registration;
}

/** App-only requests need the application in the directory: 700016 as a guest, 7000229 at home, where it was deleted. */
export function requireServicePrincipal(
  sandbox: Sandbox,
  registration: Registration,
  directory: Directory,
): ServicePrincipal {
  const { clientId } = registration;
  const known = findServicePrincipal(sandbox.store, { clientId, directoryId: directory.id });
  if (known) return known;
  const isHome = registration.directoryId === directory.id;
  throw new AadstsError(
    isHome
      ? refusals.servicePrincipalMissing(clientId, directory.id)
      : refusals.applicationNotFound(clientId, directory.name),
  );
}
