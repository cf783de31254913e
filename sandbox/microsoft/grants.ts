import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Store } from '#sandbox/state.ts';
import { AadstsError, refusals } from './replies.ts';

export type RefreshToken = { hash: string; generation: number; issuedAt: string; presentations: number };

/** One person's consented sign-in at one application, kept alive by refresh tokens. */
export type Grant = {
  id: string;
  clientId: string;
  directoryId: string;
  userId: string;
  /** Permission ids, and the spelling each API was asked by. */
  permissions: string[];
  audiences: Partial<Record<'graph' | 'exchange', string>>;
  issuedAt: string;
  revokedAt?: string;
  tokens: RefreshToken[];
};

const dayMs = 86_400_000;
const idleDays = 90;
const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Issues the next refresh token of a grant; only its hash is kept. */
export function issueRefreshToken(store: Store, grant: Grant): string {
  const token = `1.AScA${randomBytes(180).toString('base64url')}`;
  const generation = (grant.tokens.at(-1)?.generation ?? 0) + 1;
  grant.tokens.push({ hash: hashOf(token), generation, issuedAt: new Date().toISOString(), presentations: 0 });
  store.save();
  return token;
}

export function createGrant(
  store: Store,
  wanted: Pick<Grant, 'clientId' | 'directoryId' | 'userId' | 'permissions' | 'audiences'>,
): Grant {
  const grant: Grant = { ...wanted, id: randomUUID(), issuedAt: new Date().toISOString(), tokens: [] };
  store.state.microsoft.grants.push(grant);
  store.save();
  return grant;
}

/**
 * Takes a presented refresh token. As at Entra the used token stays valid (providers.md §2.3); a strict application's
 * second presentation ends the grant instead.
 */
export function presentRefreshToken(
  store: Store,
  app: { clientId: string; strict: boolean },
  presented: string,
): { grant: Grant; token: RefreshToken } {
  const hash = hashOf(presented);
  const grant = store.state.microsoft.grants.find((one) => one.tokens.some((token) => token.hash === hash));
  const token = grant?.tokens.find((one) => one.hash === hash);
  if (!grant || !token || grant.clientId !== app.clientId) throw new AadstsError(refusals.grantInvalid());
  token.presentations += 1;
  const wasUsed = token.presentations > 1;
  if (!grant.revokedAt && app.strict && wasUsed) {
    grant.revokedAt = new Date().toISOString();
    store.save();
    throw new AadstsError(refusals.tokenReused());
  }
  store.save();
  if (grant.revokedAt) {
    throw new AadstsError(refusals.grantRevoked(new Date(grant.issuedAt), new Date(grant.revokedAt)));
  }
  if (Date.parse(token.issuedAt) + idleDays * dayMs < Date.now()) {
    throw new AadstsError(refusals.tokenIdle(new Date(token.issuedAt), idleDays));
  }
  return { grant, token };
}

/** Ends every grant of one person, like a password reset by an administrator. Access tokens live on. */
export function revokeGrantsOf(store: Store, userId: string): number {
  const alive = store.state.microsoft.grants.filter((grant) => grant.userId === userId && !grant.revokedAt);
  for (const grant of alive) grant.revokedAt = new Date().toISOString();
  store.save();
  return alive.length;
}

/** Makes one person's refresh tokens older, for trying what idleness does. */
export function ageGrantsOf(store: Store, userId: string, days: number): void {
  for (const grant of store.state.microsoft.grants.filter((one) => one.userId === userId)) {
    for (const token of grant.tokens) {
      token.issuedAt = new Date(Date.parse(token.issuedAt) - days * dayMs).toISOString();
    }
  }
  store.save();
}
