import type { TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { Secret, sha256 } from '#lib/crypto/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';
import { AppError } from '#lib/errors/index.ts';
import { createAuthorization } from '#lib/oauth/index.ts';
import { lockConnection, redirectUrl, settingsOf } from '#lib/tokens/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { requireNotRetired } from './require-not-retired.ts';
import type { ConnectionRow } from './view.ts';

const attemptLifeMs = 10 * 60_000;

/** Where an attempt's sealed values are bound to. */
export function attemptPlace(attemptId: string, column: 'code_verifier' | 'nonce') {
  return { table: 'consent_attempts', row: attemptId, column, version: 1 };
}

/**
 * Begins one trip to the consent screen: ten minutes, once, for this browser, session, person and configuration.
 * A trip begun earlier for the same connection ends here, so that two tabs cannot store two grants.
 *
 * @param browserToken the random value of the browser's own cookie (O3), at least 128 bit
 * @returns the URL to send the browser to
 */
export async function beginConsent(ctx: TenantContext, connectionId: string, browserToken: string): Promise<string> {
  const { actor } = ctx;
  if (actor.kind !== 'user') {
    throw new AppError(
      'forbidden',
      'Consent needs a person at a browser. Sign in to the console and press Connect there.',
    );
  }
  return inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, connectionId);
    const connection = await connectionRowOrThrow(tx, ctx, connectionId);
    requireNotRetired(connection);
    const { provider, settings, server, scopes, userName } = settingsOf(connection);
    const redirectUri = redirectUrl(provider, connection.id);
    const { url, state, nonce, codeVerifier } = await createAuthorization({
      server,
      clientId: connection.clientId,
      redirectUri,
      scopes,
      parameters: provider.authorizeParameters(settings),
      loginHint: userName,
    });
    await supersede(tx, connection);
    const attempt = await tx.consentAttempt.create({
      data: {
        tenantId: ctx.tenantId,
        connectionId,
        stateHash: sha256(state),
        browserHash: sha256(browserToken),
        sessionId: actor.sessionId,
        userId: actor.userId,
        configVersion: connection.configVersion,
        provider: provider.id,
        issuer: server.issuer,
        redirectUri,
        scopes,
        expiresAt: new Date(Date.now() + attemptLifeMs),
      },
    });
    const vault = await openVault(tx, ctx.tenantId);
    await tx.consentAttempt.update({
      where: { id: attempt.id },
      data: {
        codeVerifier: vault.seal(attemptPlace(attempt.id, 'code_verifier'), new Secret(codeVerifier)),
        nonce: vault.seal(attemptPlace(attempt.id, 'nonce'), new Secret(nonce)),
      },
    });
    await recordAudit(tx, ctx, {
      action: 'connection.consent_begun',
      targetKind: 'connection',
      targetId: connectionId,
    });
    return url;
  });
}

async function supersede(tx: Tx, connection: ConnectionRow): Promise<void> {
  await tx.consentAttempt.updateMany({
    where: { tenantId: connection.tenantId, connectionId: connection.id, usedAt: null },
    data: { usedAt: new Date(), codeVerifier: null, nonce: null },
  });
}
