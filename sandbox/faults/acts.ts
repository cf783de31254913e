import { deleteClient, findClient } from '#sandbox/google/clients.ts';
import { findHolder } from '#sandbox/google/directory.ts';
import { changePassword, letTimePass, reachLimit, revokeGrants, type Which } from '#sandbox/google/grants.ts';
import { endCertificates } from '#sandbox/microsoft/certificates.ts';
import { directories, findMember } from '#sandbox/microsoft/directory.ts';
import { ageGrantsOf, revokeGrantsOf } from '#sandbox/microsoft/grants.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import type { Provider } from './fault-board.ts';

export type Target = { clientId?: string | undefined; account?: string | undefined };
type Act = (sandbox: Sandbox, target: Target) => number;

const idleDays = 91;

const which = ({ clientId, account }: Target): Which => {
  const userId = account ? findHolder(account)?.account.id : undefined;
  return { ...(userId ? { userId } : {}), ...(clientId ? { clientId } : {}) };
};

/** Google forgets what a person granted to the whole project, whichever client it was asked by. */
function revokeAtGoogle({ store }: Sandbox, target: Target): number {
  const projectId = target.clientId ? findClient(store, target.clientId)?.project.id : undefined;
  const { userId } = which(target);
  return revokeGrants(store, { ...(userId ? { userId } : {}), ...(projectId ? { projectId } : {}) });
}

const google: Record<string, Act> = {
  'expire-grant': ({ store }, target) => letTimePass(store, which(target), 'idle'),
  'revoke-grant': revokeAtGoogle,
  'testing-expiry': ({ store }, target) => letTimePass(store, which(target), 'testing'),
  'password-changed': ({ store }, target) => changePassword(store, which(target).userId),
  'token-limit': ({ store }, target) => reachLimit(store, which(target)),
  'secret-ended': (sandbox, target) =>
    eachClient(sandbox, target, (client) => {
      for (const secret of client.secrets) secret.isEnabled = false;
    }),
  'client-deleted': (sandbox, target) => eachClient(sandbox, target, (client) => deleteClient(sandbox.store, client)),
};

type Client = NonNullable<ReturnType<typeof findClient>>['client'];

function eachClient({ store }: Sandbox, { clientId }: Target, change: (client: Client) => void): number {
  const all = store.state.google.projects.flatMap(({ clients }) => clients);
  const chosen = all.filter((client) => !client.deletedAt && (!clientId || client.clientId === clientId));
  for (const client of chosen) change(client);
  store.save();
  return chosen.length;
}

function people({ account }: Target): string[] {
  if (account) return [findMember(account)?.person.id ?? ''];
  return directories.flatMap((directory) => directory.people.map(({ id }) => id));
}

const microsoft: Record<string, Act> = {
  'expire-grant': ({ store }, target) => {
    const users = new Set(people(target));
    for (const userId of users) ageGrantsOf(store, userId, idleDays);
    return store.state.microsoft.grants.filter(({ userId }) => users.has(userId)).length;
  },
  'revoke-grant': ({ store }, target) =>
    people(target).reduce((count, userId) => count + revokeGrantsOf(store, userId), 0),
  'secret-ended': ({ store }, { clientId }) => {
    const past = new Date(Date.now() - 1_000).toISOString();
    const chosen = store.state.microsoft.registrations.filter((one) => !clientId || one.clientId === clientId);
    for (const secret of chosen.flatMap(({ secrets }) => secrets)) secret.endsAt = past;
    for (const registration of chosen) endCertificates(registration);
    store.save();
    return chosen.length;
  },
};

const acts: Record<Provider, Record<string, Act>> = { google, microsoft, smtp: {} };

/** Does at once what happens only once; answers how many grants or applications it touched. */
export function act(sandbox: Sandbox, provider: Provider, kind: string, target: Target): number {
  const work = acts[provider][kind];
  if (!work) throw new Error(`There is no act ${kind} at ${provider}.`);
  return work(sandbox, target);
}
