import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Store } from '#sandbox/state.ts';
import type { ClientCertificate } from './certificates.ts';
import { findPermission } from './permissions.ts';
import { installApplication } from './service-principals.ts';

export type Platform = 'web' | 'spa' | 'native';
export type RedirectUri = { platform: Platform; uri: string };
export type ClientSecret = {
  id: string;
  description: string;
  startsAt: string;
  endsAt: string;
  /** First three characters, as Entra shows afterwards. */
  hint: string;
  hash: string;
};
export type Registration = {
  clientId: string;
  /** The application object's id, which Entra shows beside the client id. */
  objectId: string;
  directoryId: string;
  name: string;
  createdAt: string;
  accountTypes: 'single' | 'multi';
  redirectUris: RedirectUri[];
  secrets: ClientSecret[];
  certificates: ClientCertificate[];
  /** Ids of permissions configured under API permissions. */
  permissions: string[];
  /** Refresh tokens of this application work once; presenting one again ends the grant. Not Entra's way. */
  strict: boolean;
};

const hashOf = (value: string): string => createHash('sha256').update(value).digest('base64url');

/** Registers an application and, as the admin center does, makes it known in its own directory. */
export function createRegistration(
  store: Store,
  wanted: Pick<Registration, 'directoryId' | 'name' | 'accountTypes' | 'redirectUris'>,
): Registration {
  const registration: Registration = {
    ...wanted,
    clientId: randomUUID(),
    objectId: randomUUID(),
    createdAt: new Date().toISOString(),
    secrets: [],
    certificates: [],
    permissions: ['graph/User.Read'],
    strict: false,
  };
  store.state.microsoft.registrations.push(registration);
  installApplication(store, registration);
  store.save();
  return registration;
}

export const findRegistration = (store: Store, clientId: string): Registration | undefined =>
  store.state.microsoft.registrations.find((known) => known.clientId === clientId.toLowerCase());

/** Forgets the application with everything that was consented and granted to it. */
export function removeRegistration(store: Store, clientId: string): void {
  const { microsoft } = store.state;
  microsoft.registrations = microsoft.registrations.filter((known) => known.clientId !== clientId);
  microsoft.servicePrincipals = microsoft.servicePrincipals.filter((known) => known.clientId !== clientId);
  microsoft.consents = microsoft.consents.filter((known) => known.clientId !== clientId);
  microsoft.grants = microsoft.grants.filter((known) => known.clientId !== clientId);
  store.save();
}

/** Like Entra's: 40 characters of which the fourth to sixth are `8Q~`. */
function newSecretValue(): string {
  const letters = randomBytes(64).toString('base64url').replace(/-/g, '~').replace(/_/g, '.');
  return `${letters.slice(0, 3)}8Q~${letters.slice(3, 37)}`;
}

/** Adds a client secret; its value is returned here and nowhere else, only its hash is kept. */
export function addSecret(
  store: Store,
  registration: Registration,
  wanted: { description: string; endsAt: Date },
): { secret: ClientSecret; value: string } {
  const value = newSecretValue();
  const secret: ClientSecret = {
    id: randomUUID(),
    description: wanted.description || `Password uploaded on ${new Date().toDateString()}`,
    startsAt: new Date().toISOString(),
    endsAt: wanted.endsAt.toISOString(),
    hint: value.slice(0, 3),
    hash: hashOf(value),
  };
  registration.secrets.push(secret);
  store.save();
  return { secret, value };
}

export function removeSecret(store: Store, registration: Registration, secretId: string): void {
  registration.secrets = registration.secrets.filter(({ id }) => id !== secretId);
  store.save();
}

/** What a presented secret is: ours and in force, ours but over, or not ours. */
export function judgeSecret(registration: Registration, value: string): 'valid' | 'expired' | 'unknown' {
  const secret = registration.secrets.find(({ hash }) => hash === hashOf(value));
  if (!secret) return 'unknown';
  return Date.parse(secret.endsAt) > Date.now() ? 'valid' : 'expired';
}

export function addPermissions(store: Store, registration: Registration, ids: string[]): void {
  const known = ids.filter((id) => findPermission(id) !== undefined);
  registration.permissions = [...new Set([...registration.permissions, ...known])];
  store.save();
}

export function removePermission(store: Store, registration: Registration, id: string): void {
  registration.permissions = registration.permissions.filter((known) => known !== id);
  store.save();
}
