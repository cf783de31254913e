import { type Secret, sha256 } from '#lib/crypto/index.ts';
import type { Grant } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';
import type { Client } from '#lib/oauth/index.ts';
import { type ConnectionSettings, openClientSecret, settingsOrThrow } from './connection-settings.ts';
import { problemColumn, type StoredProblem } from './stored-problem.ts';

/** Outlives the token request, so that a holder that still waits is still the holder. */
export const leaseMs = 45_000;

/** A server that forgives no second use sees a token at most this often: the request, and one retry. */
const maxPresentations = 2;

/** The right to make the next token request of a grant, held until `fence` moves on. */
export type Claim = {
  settings: ConnectionSettings;
  grant: Grant;
  fence: bigint;
  client: Client;
  /** Null for client credentials. */
  refreshToken: Secret | null;
  /** With a client secret that is only being tried, a refusal says nothing about the connection. */
  isTrial: boolean;
};

export type Step =
  | { kind: 'token'; token: Secret; expiresAt: Date; settings: ConnectionSettings }
  | { kind: 'claimed'; claim: Claim }
  | { kind: 'busy'; fence: bigint }
  | { kind: 'problem'; problem: StoredProblem; settings: ConnectionSettings };

export type Need = {
  tenantId: string;
  connectionId: string;
  /** The token must live at least until then. */
  validUntil: Date;
  /** Asks for a token obtained after this instant, whatever is in store; also wakes a stopped grant. */
  obtainedAfter?: Date;
  /** Tried instead of the stored one; stored by the caller when it works. */
  clientSecret?: Secret;
  /** The fence of the holder waited for: the lease released without a token means that the holder failed. */
  seenFence?: bigint;
};

export function refreshTokenPlace(grant: Pick<Grant, 'id'>, generation: number) {
  return { table: 'grants', row: grant.id, column: 'refresh_token', version: generation };
}

export function accessTokenPlace(grant: Pick<Grant, 'id'>, resource: string, version: number) {
  return { table: 'access_tokens', row: `${grant.id}/${resource}`, column: 'token', version };
}

/**
 * One look at the grant: the token in store if it serves, else the lease for fetching the next one. Intent and fence
 * are committed with the transaction this runs in, before any request is made.
 */
export async function takeStep(tx: Tx, need: Need): Promise<Step> {
  const settings = await settingsOrThrow(tx, need.tenantId, need.connectionId);
  const { connection, access } = settings;
  const own = (code: 'not_connected' | 'secret_missing'): Step => ({
    kind: 'problem',
    problem: { source: 'own', code, facts: settings.facts },
    settings,
  });
  const grant = await tx.grant.findFirst({ where: { tenantId: need.tenantId, connectionId: need.connectionId } });
  if (!grant) return own('not_connected');

  const stored = await storedToken(tx, grant, access.resource, need);
  if (stored) return { kind: 'token', ...stored, settings };

  const asked = need.obtainedAfter !== undefined;
  const problem = connection.problem as StoredProblem | null;
  if (grant.stoppedAt && !asked && problem) return { kind: 'problem', problem, settings };
  if (grant.leaseUntil && grant.leaseUntil > new Date()) return { kind: 'busy', fence: grant.fence };
  const waitedInVain = need.seenFence !== undefined && grant.fence >= need.seenFence && grant.leaseUntil === null;
  // An intent on record means a retry is due: then this caller makes it.
  if (waitedInVain && grant.intent === null && problem) return { kind: 'problem', problem, settings };

  const clientSecret = need.clientSecret ?? (await openClientSecret(tx, connection));
  if (!clientSecret) return own('secret_missing');
  const refreshToken = await openRefreshToken(tx, grant);
  if (!refreshToken && connection.grantKind === 'authorization_code') return own('not_connected');
  if (settings.provider.refreshTokenReuse === 'once' && grant.presentations >= maxPresentations) {
    const lost: StoredProblem = { source: 'own', code: 'unknown_outcome', facts: settings.facts };
    await giveUp(tx, grant, lost);
    return { kind: 'problem', problem: lost, settings };
  }

  const fence = await announce(tx, grant, refreshToken);
  if (fence === null) return { kind: 'busy', fence: grant.fence };
  return {
    kind: 'claimed',
    claim: {
      settings,
      grant,
      fence,
      client: { clientId: connection.clientId, clientSecret },
      refreshToken,
      isTrial: need.clientSecret !== undefined,
    },
  };
}

async function storedToken(tx: Tx, grant: Grant, resource: string, need: Need) {
  const row = await tx.accessToken.findFirst({ where: { tenantId: grant.tenantId, grantId: grant.id, resource } });
  if (!row || row.expiresAt <= need.validUntil) return null;
  if (need.obtainedAfter && row.obtainedAt <= need.obtainedAfter) return null;
  const vault = await openVault(tx, grant.tenantId);
  return { token: vault.open(accessTokenPlace(grant, resource, row.version), row.token), expiresAt: row.expiresAt };
}

async function openRefreshToken(tx: Tx, grant: Grant): Promise<Secret | null> {
  if (grant.refreshToken === null) return null;
  const vault = await openVault(tx, grant.tenantId);
  return vault.open(refreshTokenPlace(grant, grant.generation), grant.refreshToken);
}

/** The process that presented the token twice never told what came of it: only a person can help now. */
async function giveUp(tx: Tx, grant: Grant, problem: StoredProblem): Promise<void> {
  const { id, tenantId, connectionId } = grant;
  await tx.grant.updateMany({
    where: { id, tenantId, fence: grant.fence },
    data: { stoppedAt: new Date(), nextRefreshAt: null, leaseUntil: null },
  });
  await tx.connection.updateMany({
    where: { id: connectionId, tenantId },
    data: { health: 'needs_consent', problem: problemColumn(problem) },
  });
}

/** Writes intent and fence; null when another process was quicker. The database's clock decides, not ours. */
async function announce(tx: Tx, grant: Grant, refreshToken: Secret | null): Promise<bigint | null> {
  const intent = refreshToken ? sha256(refreshToken.reveal()) : null;
  const rows = await tx.$queryRaw<{ fence: bigint }[]>`
    update grants
       set fence = fence + 1,
           lease_until = now() + make_interval(secs => ${leaseMs / 1000}::double precision),
           intent = ${intent},
           presentations = presentations + ${refreshToken ? 1 : 0}::int
     where id = ${grant.id}::uuid and fence = ${grant.fence}
       and (lease_until is null or lease_until <= now())
    returning fence`;
  return rows[0]?.fence ?? null;
}
