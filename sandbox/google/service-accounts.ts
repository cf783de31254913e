import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import type { Store } from '#sandbox/state.ts';
import type { Project, ServiceAccount, ServiceAccountKey } from './projects.ts';

/** The file “Add key → Create new key → JSON” downloads. */
export type KeyFile = {
  type: 'service_account';
  project_id: string;
  private_key_id: string;
  private_key: string;
  client_email: string;
  client_id: string;
  auth_uri: string;
  token_uri: string;
  auth_provider_x509_cert_url: string;
  client_x509_cert_url: string;
  universe_domain: 'googleapis.com';
};

/** Why Google would not take this as a service account ID, or undefined when it would. */
export function accountIdProblem(project: Project, id: string): string | undefined {
  if (!/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(id)) {
    return 'Service account ID must be between 6 and 30 characters, begin with a letter, and hold only lower-case letters, digits and dashes.';
  }
  const isTaken = project.serviceAccounts.some(({ email }) => email.startsWith(`${id}@`));
  return isTaken ? `Service account ${id} already exists within the project.` : undefined;
}

/** The id that the console suggests. */
export function freeAccountId(project: Project): string {
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? 'mail-sender' : `mail-sender-${number}`;
    if (!accountIdProblem(project, id)) return id;
  }
}

export function createServiceAccount(
  store: Store,
  project: Project,
  wanted: { id: string; name: string },
): ServiceAccount {
  const account: ServiceAccount = {
    // Twenty-one digits, as Google's are.
    uniqueId: `10${Array.from({ length: 19 }, () => randomInt(10)).join('')}`,
    email: `${wanted.id}@${project.id}.iam.gserviceaccount.com`,
    name: wanted.name || wanted.id,
    createdAt: new Date().toISOString(),
    isDisabled: false,
    keys: [],
  };
  project.serviceAccounts.push(account);
  store.save();
  return account;
}

/** Adds a key; the private half exists only in the file returned. `accounts` and `apis` are the sandbox's own addresses. */
export function addKey(
  store: Store,
  owner: { project: Project; account: ServiceAccount },
  at: { authUri: string; tokenUri: string; certsBase: string },
): { key: ServiceAccountKey; file: KeyFile } {
  const { project, account } = owner;
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key: ServiceAccountKey = {
    id: randomBytes(20).toString('hex'),
    createdAt: new Date().toISOString(),
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
  account.keys.push(key);
  store.save();
  const file: KeyFile = {
    type: 'service_account',
    project_id: project.id,
    private_key_id: key.id,
    private_key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    client_email: account.email,
    client_id: account.uniqueId,
    auth_uri: at.authUri,
    token_uri: at.tokenUri,
    auth_provider_x509_cert_url: `${at.certsBase}/oauth2/v1/certs`,
    client_x509_cert_url: `${at.certsBase}/robot/v1/metadata/x509/${encodeURIComponent(account.email)}`,
    universe_domain: 'googleapis.com',
  };
  return { key, file };
}

export function removeKey(store: Store, account: ServiceAccount, keyId: string): void {
  account.keys = account.keys.filter(({ id }) => id !== keyId);
  store.save();
}

export type Robot = { project: Project; account: ServiceAccount };

export function findServiceAccount(store: Store, email: string): Robot | undefined {
  for (const project of store.state.google.projects) {
    const account = project.serviceAccounts.find((known) => known.email === email.toLowerCase());
    if (account) return { project, account };
  }
  return undefined;
}

export function removeServiceAccount(store: Store, { project, account }: Robot): void {
  project.serviceAccounts = project.serviceAccounts.filter((known) => known !== account);
  store.save();
}
