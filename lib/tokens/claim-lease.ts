import type { Secret } from '#lib/crypto/index.ts';
import type { AccessToken, Grant } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';
import type { ResourceAccess } from '#lib/providers/index.ts';
import { type SecretHolder, showsSecret } from '#lib/providers/schema.ts';
import {
  type ConnectionSettings,
  noSuchConnection,
  openClientSecret,
  openProxyPassword,
  settingsOf,
} from './connection-settings.ts';
import { forResource } from './for-resource.ts';
import { readGrant } from './read-grant.ts';
import { servesUntil } from './serves-until.ts';
import { lostOutcome, type StoredProblem } from './stored-problem.ts';
import { accessTokenPlace, refreshTokenPlace } from './token-places.ts';
import { announce, maxPresentations } from './transitions/announce.ts';
import { giveUp } from './transitions/give-up.ts';
import { isLeased } from './wait-for-lease.ts';

/** The right to make the next token request of a grant, held until `fence` moves on. */
export type Claim = {
  settings: ConnectionSettings;
  grant: Grant;
  fence: bigint;
  /** Null where the client shows none. */
  clientSecret: Secret | null;
  /** Null for client credentials. */
  refreshToken: Secret | null;
  /** With a client secret that is only being tried, a refusal says nothing about the connection. */
  isTrial: boolean;
  /** For a resource other than the one mail is sent with: what it is refused says nothing about the connection. */
  isAside: boolean;
  /** Somebody sends with it; else it is renewed ahead of time, or asked for aside. */
  isUse: boolean;
};

export type Step =
  | { kind: 'token'; token: Secret; expiresAt: Date; servesUntil: Date; settings: ConnectionSettings }
  | { kind: 'claimed'; claim: Claim }
  | { kind: 'busy'; fence: bigint }
  | { kind: 'problem'; problem: StoredProblem; settings: ConnectionSettings };

export type Need = {
  tenantId: string;
  connectionId: string;
  /** Asks for a token obtained after this instant, whatever is in store; also wakes a stopped grant. */
  obtainedAfter?: Date;
  /** Tried instead of the stored one; stored by the caller when it works. */
  clientSecret?: Secret;
  /** Of another resource of the same provider than mail is sent with, by its name in the provider's data. */
  resource?: string;
  /** Renewed before anybody needs it, which is no use. */
  isAhead?: boolean;
  /** The fence of the holder waited for: the lease released without a token means that the holder failed. */
  seenFence?: bigint;
  /** This process asked and has not stored the answer yet: then nobody here asks again, even if the lease ran out. */
  isHeldHere?: boolean;
};

/**
 * One look at the grant: the token in store if it serves, else the lease for fetching the next one. Intent and fence
 * are committed with the transaction this runs in, before any request is made.
 */
export async function takeStep(tx: Tx, need: Need): Promise<Step> {
  const read = await readGrant(tx, need.tenantId, need.connectionId);
  if (!read) throw noSuchConnection();
  const { grant } = read;
  const ofMail = settingsOf(read.connection, await openProxyPassword(tx, read.connection));
  const settings = need.resource ? forResource(ofMail, need.resource) : ofMail;
  const { connection, access } = settings;
  const isAside = settings !== ofMail;
  const isUse = !isAside && !need.isAhead;
  const own = (code: 'not_connected' | 'secret_missing'): Step => ({
    kind: 'problem',
    problem: { about: 'grant', source: 'own', code, facts: settings.facts },
    settings,
  });
  if (!grant) return own('not_connected');

  // A secret is tried at the provider, not at our own store.
  const stored = need.clientSecret ? null : await storedToken(tx, grant, read.accessTokens, access, need);
  if (stored) {
    if (isUse) await noteUse(tx, grant);
    return { kind: 'token', ...stored, settings };
  }

  const asked = need.obtainedAfter !== undefined;
  const problem = connection.problem as StoredProblem | null;
  if (grant.stoppedAt && !asked && problem) return { kind: 'problem', problem, settings };
  if (need.isHeldHere || (grant.leaseUntil && (await isLeased(tx, need.tenantId, need.connectionId, grant.fence)))) {
    return { kind: 'busy', fence: grant.fence };
  }
  if (problem && isOurProblemToo(problem, grant, need)) return { kind: 'problem', problem, settings };

  // Of all who look at this moment one opens the secrets; the others wait for the claim it is about to commit.
  if (!(await isFirst(tx, grant))) return { kind: 'busy', fence: grant.fence + 1n };
  const clientSecret = need.clientSecret ?? (await openClientSecret(tx, connection));
  if (!clientSecret && showsSecret(kindOf(settings))) return own('secret_missing');
  const refreshToken = await openRefreshToken(tx, grant);
  if (!refreshToken && connection.grantKind === 'authorization_code') return own('not_connected');
  // The one retry is for the mail: what that is refused can be believed.
  const mostBefore = isAside ? 1 : maxPresentations;
  if (settings.provider.refreshTokenReuse === 'once' && grant.presentations >= mostBefore) {
    const lost = lostOutcome(settings, problem?.about === 'grant' ? problem.reply : undefined);
    if (isAside) return { kind: 'problem', problem: lost, settings };
    const gaveUp = await giveUp(tx, grant, access.resource, lost);
    return gaveUp ? { kind: 'problem', problem: lost, settings } : { kind: 'busy', fence: grant.fence };
  }

  const fence = await announce(tx, grant, connection, { refreshToken, isUse });
  if (fence === null) return { kind: 'busy', fence: grant.fence };
  return {
    kind: 'claimed',
    claim: {
      settings,
      grant,
      fence,
      clientSecret,
      refreshToken,
      isTrial: need.clientSecret !== undefined,
      isAside,
      isUse,
    },
  };
}

/** Until the transaction ends, in whatever process. */
async function isFirst(tx: Tx, { id }: Grant): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ first: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(${`claim ${id}`}, 0)) as first`;
  return row?.first ?? false;
}

function kindOf({ provider, connection, settings }: ConnectionSettings): SecretHolder {
  return { provider: provider.id, grantKind: connection.grantKind, settings };
}

/** Whoever waited for a holder that failed shares its failure, unless it is another question. */
function isOurProblemToo(problem: StoredProblem, grant: Grant, need: Need): boolean {
  if (need.seenFence === undefined || need.clientSecret || problem.about === 'delivery') return false;
  // A lease that ran out means that a retry is due, be its holder dead or its answer lost: then this caller makes it.
  return grant.fence >= need.seenFence && grant.leaseUntil === null;
}

/** Once in a while is enough to tell who is in use. */
const noteUseEveryMs = 3_600_000;

async function noteUse(tx: Tx, { id, tenantId, lastUsedAt }: Grant): Promise<void> {
  const now = new Date();
  if (lastUsedAt && Math.abs(now.getTime() - lastUsedAt.getTime()) < noteUseEveryMs) return;
  await tx.grant.updateMany({ where: { id, tenantId }, data: { lastUsedAt: now } });
}

async function storedToken(tx: Tx, grant: Grant, tokens: AccessToken[], access: ResourceAccess, need: Need) {
  const { resource } = access;
  const row = tokens.find((token) => token.resource === resource);
  if (!row || isOfAnotherClock(row.obtainedAt)) return null;
  const until = servesUntil(row, access);
  if (until.getTime() <= Date.now()) return null;
  if (need.obtainedAfter && !isAfter(row.obtainedAt, need.obtainedAfter)) return null;
  const vault = await openVault(tx, grant.tenantId);
  const token = vault.open(accessTokenPlace(grant, resource, row.version), row.token);
  return { token, expiresAt: row.expiresAt, servesUntil: until };
}

/** So much the clocks of two machines may differ. */
const clockToleranceMs = 60_000;

/** Obtained in a time to come: by a clock that went wrong, or ours does since. Its end is not known, so it is not used. */
function isOfAnotherClock(obtainedAt: Date): boolean {
  return obtainedAt.getTime() > Date.now() + clockToleranceMs;
}

/** An instant that is still to come was written by a clock that went wrong: it says nothing about before and after. */
function isAfter(obtainedAt: Date, asked: Date): boolean {
  return obtainedAt > asked && obtainedAt.getTime() <= Date.now();
}

async function openRefreshToken(tx: Tx, grant: Grant): Promise<Secret | null> {
  if (grant.refreshToken === null) return null;
  const vault = await openVault(tx, grant.tenantId);
  return vault.open(refreshTokenPlace(grant, grant.generation), grant.refreshToken);
}
