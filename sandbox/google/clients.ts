import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Store } from '#sandbox/state.ts';
import type { OAuthClient, OAuthSecret, Project } from './projects.ts';

const hashOf = (value: string): string => createHash('sha256').update(value).digest('base64url');
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Google keeps at most two secrets of one client, so that one can replace the other. */
export const maxSecrets = 2;

/** “Create OAuth client ID”, web application; the secret's value is returned here and nowhere else. */
export function createClient(
  store: Store,
  project: Project,
  wanted: Pick<OAuthClient, 'name' | 'redirectUris'>,
): { client: OAuthClient; secret: OAuthSecret; value: string } {
  const tail = Array.from({ length: 32 }, () => letters[randomInt(letters.length)]).join('');
  const client: OAuthClient = {
    ...wanted,
    clientId: `${project.number}-${tail}.apps.googleusercontent.com`,
    createdAt: new Date().toISOString(),
    secrets: [],
  };
  project.clients.push(client);
  return { client, ...addClientSecret(store, client) };
}

/** Adds a secret to a client; only its hash is kept. */
export function addClientSecret(store: Store, client: OAuthClient): { secret: OAuthSecret; value: string } {
  const value = `GOCSPX-${randomBytes(21).toString('base64url')}`;
  const secret: OAuthSecret = {
    id: randomUUID(),
    createdAt: new Date().toISOString(),
    hint: value.slice(-4),
    hash: hashOf(value),
    isEnabled: true,
  };
  client.secrets.push(secret);
  store.save();
  return { secret, value };
}

/** A disabled secret is refused like a wrong one. */
export function judgeClientSecret(client: OAuthClient, value: string): boolean {
  return client.secrets.some(({ hash, isEnabled }) => isEnabled && hash === hashOf(value));
}

export type Registered = { project: Project; client: OAuthClient };

/** A client of any project; deleted ones are found too, as Google remembers them. */
export function findClient(store: Store, clientId: string): Registered | undefined {
  for (const project of store.state.google.projects) {
    const client = project.clients.find((known) => known.clientId === clientId);
    if (client) return { project, client };
  }
  return undefined;
}

/** Deletes a client; its tokens stop working at once. */
export function deleteClient(store: Store, client: OAuthClient): void {
  client.deletedAt = new Date().toISOString();
  store.save();
}

export function restoreClient(store: Store, client: OAuthClient): void {
  delete client.deletedAt;
  store.save();
}
