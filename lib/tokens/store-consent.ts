import type { TenantContext } from '#lib/accounts/index.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import type { TokenAnswer } from '#lib/oauth/index.ts';
import { accessKeyOf } from './access-key.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { eventActor } from './event-actor.ts';
import { nextRefresh } from './renewal-time.ts';
import { sealedRefreshToken, storeAccessToken } from './store-tokens.ts';
import { problemColumn } from './stored-problem.ts';
import { revocationColumn } from './stored-revocation.ts';

/** The identity that already stands behind a connection, if anyone consented before. */
export async function consentedIdentity(tx: Tx, tenantId: string, connectionId: string) {
  const grant = await tx.grant.findFirst({
    where: { tenantId, connectionId },
    select: { issuer: true, subject: true, accountAddress: true },
  });
  return grant?.subject ? grant : null;
}

/**
 * Puts what a person just consented to in the place of whatever the connection had. The fence moves on, so that the
 * answer to a refresh still under way is refused. The caller has locked the connection's row and read it since.
 */
export async function storeConsent(
  tx: Tx,
  ctx: TenantContext,
  settings: ConnectionSettings,
  answer: TokenAnswer,
  askedAt: Date,
): Promise<void> {
  const { connection, access } = settings;
  const { tenantId, id: connectionId } = connection;
  const grant = await tx.grant.upsert({
    where: { tenantId_connectionId: { tenantId, connectionId } },
    create: { tenantId, connectionId },
    update: {},
  });
  const generation = grant.generation + 1;
  if (!answer.refreshToken) throw new Error('a consent without a refresh token is refused before it is stored');
  const now = new Date();
  const renewal = {
    obtainedAt: askedAt,
    expiresAt: answer.expiresAt,
    minTokenLifeMs: access.minTokenLifeMs,
    lastUsedAt: now,
    hasRefreshToken: true,
    refreshTokenExpiresAt: answer.refreshTokenExpiresAt ?? null,
    idleDays: settings.provider.refreshTokenIdleDays,
  };
  await tx.grant.update({
    where: { id: grant.id },
    data: {
      ...(await sealedRefreshToken(tx, grant, generation, answer.refreshToken)),
      fence: { increment: 1 },
      leaseUntil: null,
      intent: null,
      presentations: 0,
      failures: 0,
      stoppedAt: null,
      overAt: null,
      accessKey: accessKeyOf(settings, answer.identity),
      issuer: answer.identity?.issuer ?? null,
      subject: answer.identity?.subject ?? null,
      accountAddress: answer.identity?.address ?? null,
      accountName: answer.identity?.name ?? null,
      scopes: answer.scopes,
      consentedAt: now,
      receivedAt: now,
      refreshTokenExpiresAt: answer.refreshTokenExpiresAt ?? null,
      lastRefreshAt: now,
      // Who consents wants mail to go.
      lastUsedAt: now,
      nextRefreshAt: connection.stage === 'active' ? nextRefresh(renewal, now) : null,
    },
  });
  await tx.accessToken.deleteMany({ where: { tenantId, grantId: grant.id } });
  await storeAccessToken(tx, grant, access.resource, answer, askedAt);
  await tx.grantEvent.create({
    data: { tenantId, connectionId, kind: 'consented', resource: access.resource, generation, ...eventActor(ctx) },
  });
  await tx.connection.update({
    where: { id: connectionId },
    data: {
      health: wasProven(connection) ? 'working' : 'untested',
      problem: problemColumn(null),
      revocation: revocationColumn(null),
    },
  });
}

/** A change of settings forgets the last test, so one that is there was made by this very mailbox. */
function wasProven({ lastTest }: Pick<Connection, 'lastTest'>): boolean {
  return (lastTest as { kind?: string } | null)?.kind === 'accepted';
}
