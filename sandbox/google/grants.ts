import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Store } from '#sandbox/state.ts';
import { forgetAppPasswords } from './app-passwords.ts';
import type { Project } from './projects.ts';
import { isMail, isSignIn } from './scopes.ts';

/** Why a refresh token is dead; everyone is told the same sentence. */
export type Ending = 'revoked' | 'password' | 'limit' | 'policy';

/** One authorization by one person for one client. Google does not rotate: the refresh token stays the same. */
export type Grant = {
  id: string;
  projectId: string;
  clientId: string;
  userId: string;
  scopes: string[];
  issuedAt: string;
  lastUsedAt: string;
  /** Absent for `access_type=online`, and when consent was not asked again. */
  tokenHash?: string;
  /** In Testing: seven days after it was issued. */
  refreshEndsAt?: string;
  endedAt?: string;
  ending?: Ending;
  /** How often the refresh token was presented; an answer lost on the way counts too. */
  presentations: number;
};

const dayMs = 86_400_000;
/** Live refresh tokens per Google account and client; one more silently ends the oldest (providers.md §1.3). */
export const maxRefreshTokens = 100;
const idleDays = 183;
export const testingSeconds = 7 * 86_400;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
export const isAlive = (grant: Grant): boolean => !grant.endedAt;

/** External and in Testing: authorizations of more than sign-in scopes end after seven days. */
export const endsInTesting = (project: Project, scopes: string[]): boolean =>
  project.audience === 'external' && project.publishing === 'testing' && scopes.some((name) => !isSignIn(name));

type Wanted = Pick<Grant, 'projectId' | 'clientId' | 'userId' | 'scopes'>;

/** Remembers an authorization, with a refresh token where one is due; only its hash is kept. */
export function createGrant(
  store: Store,
  wanted: Wanted & { withRefreshToken: boolean; endsInSeconds?: number },
): { grant: Grant; refreshToken?: string } {
  const { withRefreshToken, endsInSeconds, ...rest } = wanted;
  const at = new Date();
  const grant: Grant = {
    ...rest,
    id: randomUUID(),
    issuedAt: at.toISOString(),
    lastUsedAt: at.toISOString(),
    presentations: 0,
  };
  store.state.google.grants.push(grant);
  if (!withRefreshToken) {
    store.save();
    return { grant };
  }
  const refreshToken = `1//0${randomBytes(72).toString('base64url')}`;
  grant.tokenHash = hashOf(refreshToken);
  if (endsInSeconds !== undefined) grant.refreshEndsAt = new Date(at.getTime() + endsInSeconds * 1_000).toISOString();
  endOldest(store, wanted, maxRefreshTokens);
  store.save();
  return { grant, refreshToken };
}

const livingTokens = (store: Store, { clientId, userId }: Pick<Grant, 'clientId' | 'userId'>): Grant[] =>
  store.state.google.grants.filter(
    (one) => one.clientId === clientId && one.userId === userId && one.tokenHash && isAlive(one),
  );

function endOldest(store: Store, of: Pick<Grant, 'clientId' | 'userId'>, keep: number): number {
  const living = livingTokens(store, of);
  const tooMany = living.slice(0, Math.max(0, living.length - keep));
  for (const grant of tooMany) end(grant, 'limit');
  return tooMany.length;
}

function end(grant: Grant, ending: Ending): void {
  grant.endedAt = new Date().toISOString();
  grant.ending = ending;
}

export const findGrant = (store: Store, id: string): Grant | undefined =>
  store.state.google.grants.find((one) => one.id === id);

/** The grant a refresh token belongs to, dead or alive. */
export function findByRefreshToken(store: Store, token: string): Grant | undefined {
  const hash = hashOf(token);
  return store.state.google.grants.find((one) => one.tokenHash === hash);
}

/** Whether a grant's refresh token still works: not ended, not over, not forgotten for half a year. */
export function canRefresh(grant: Grant): boolean {
  if (!isAlive(grant)) return false;
  if (grant.refreshEndsAt && Date.parse(grant.refreshEndsAt) <= Date.now()) return false;
  return Date.parse(grant.lastUsedAt) + idleDays * dayMs > Date.now();
}

/** Full scopes this person granted to one client, or to the whole project. */
export function grantedScopes(store: Store, of: { userId: string; projectId: string; clientId?: string }): string[] {
  const own = store.state.google.grants.filter(
    (one) =>
      isAlive(one) &&
      one.userId === of.userId &&
      one.projectId === of.projectId &&
      (of.clientId === undefined || one.clientId === of.clientId),
  );
  return [...new Set(own.flatMap(({ scopes }) => scopes))];
}

export type Which = { userId?: string; projectId?: string; clientId?: string };

function living(store: Store, { userId, projectId, clientId }: Which): Grant[] {
  return store.state.google.grants.filter(
    (one) =>
      isAlive(one) &&
      (userId === undefined || one.userId === userId) &&
      (projectId === undefined || one.projectId === projectId) &&
      (clientId === undefined || one.clientId === clientId),
  );
}

function endAll(store: Store, grants: Grant[], ending: Ending): number {
  for (const grant of grants) end(grant, ending);
  store.save();
  return grants.length;
}

/** Revoking takes away everything the person granted to the whole project (providers.md §1.1). */
export const revokeProject = (store: Store, { userId, projectId }: Pick<Grant, 'userId' | 'projectId'>): number =>
  endAll(store, living(store, { userId, projectId }), 'revoked');

/** As a person does under “Third-party apps”, for whatever matches. */
export const revokeGrants = (store: Store, which: Which): number => endAll(store, living(store, which), 'revoked');

/** A changed password ends what holds Gmail scopes, and every app password; nothing else. */
export const changePassword = (store: Store, userId?: string): number =>
  forgetAppPasswords(store, userId) +
  endAll(
    store,
    living(store, userId ? { userId } : {}).filter(({ scopes }) => scopes.some(isMail)),
    'password',
  );

/** What a hundred more sign-ins at the same client do to the tokens there are. */
export const reachLimit = (store: Store, which: Which): number =>
  endAll(
    store,
    living(store, which).filter(({ tokenHash }) => tokenHash),
    'limit',
  );

/** Makes refresh tokens look unused for half a year, or (in Testing) seven days old. */
export function letTimePass(store: Store, which: Which, what: 'idle' | 'testing'): number {
  const past = (days: number): string => new Date(Date.now() - days * dayMs).toISOString();
  const grants = living(store, which).filter(({ refreshEndsAt, tokenHash }) =>
    what === 'testing' ? refreshEndsAt : tokenHash,
  );
  for (const grant of grants) {
    if (what === 'idle') grant.lastUsedAt = past(idleDays + 1);
    else grant.refreshEndsAt = past(0);
  }
  store.save();
  return grants.length;
}
