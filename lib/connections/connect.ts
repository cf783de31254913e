import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import type { TransportId } from '#lib/providers/index.ts';
import { secretRule, showsSecret } from '#lib/providers/schema.ts';
import { credentialOf, ensureGrant, lockConnection, problemColumn, type StoredProblem } from '#lib/tokens/index.ts';
import { speaksHttp } from '#lib/transports/schema.ts';
import { beginConsent } from './begin-consent.ts';
import { connectionRowOrThrow, getConnection } from './get-connection.ts';
import { kindOf } from './kind-of.ts';
import { lookAtPermission } from './look-at-permission.ts';
import { outcomeDetail } from './outcome-detail.ts';
import { readSecretEndSoon } from './read-secret-ends.ts';
import { requireNotRetired } from './require-not-retired.ts';
import type { ConnectionView } from './schema.ts';
import { checkSignIn } from './verify-connection.ts';

export type Connecting = { authorizeUrl: string | null; connection: ConnectionView };

/**
 * Gets the connection its credential: the URL of the consent screen, or, where no person consents, the token at once;
 * a mail server is shown it, or the password. That it does not get in is no error of this call: the connection keeps
 * its settings and says why.
 *
 * @throws AppError `invalid_input` naming `clientSecret` where it was forgotten; `too_many_requests`
 */
export async function connect(ctx: TenantContext, id: string, browserToken: string): Promise<Connecting> {
  requireScope(ctx, 'connections:admin');
  const row = await inTenant(ctx.tenantId, (tx) => connectionRowOrThrow(tx, ctx, id));
  requireNotRetired(row);
  if (row.clientSecret === null && showsSecret(kindOf(row))) {
    const { name } = secretRule(kindOf(row));
    throw new AppError(
      'invalid_input',
      `Enter the ${name} again: it was forgotten when this connection was disconnected.`,
      { fields: [{ path: 'clientSecret', message: `Enter the ${name} again; it was forgotten.` }] },
    );
  }
  // Also where the browser leaves first: the code it comes back with is shown to the server.
  await requireTryBudget(ctx);
  if (row.grantKind === 'authorization_code') {
    const authorizeUrl = await beginConsent(ctx, id, browserToken);
    return { authorizeUrl, connection: await getConnection(ctx, id) };
  }
  await inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    requireNotRetired(await connectionRowOrThrow(tx, ctx, id));
    if (row.grantKind === 'client_credentials') await ensureGrant(tx, ctx.tenantId, id);
  });
  const { provider, grantKind, transport } = row;
  const isHttp = speaksHttp(transport as TransportId);
  const problem = isHttp ? await getToken(ctx, id) : await checkSignIn(ctx, row, { obtainedAfter: new Date() });
  await inTenant(ctx.tenantId, async (tx) => {
    await recordAudit(tx, ctx, {
      action: 'connection.token_requested',
      targetKind: 'connection',
      targetId: id,
      details: { provider, grantKind, ...outcomeDetail(provider, problem) },
    });
    if (!problem) await readSecretEndSoon(tx, row);
  });
  return { authorizeUrl: null, connection: await getConnection(ctx, id) };
}

/** The token of an application; what was in the way, or null. */
async function getToken(ctx: TenantContext, id: string): Promise<StoredProblem | null> {
  const use = await credentialOf(ctx.tenantId, id, { obtainedAfter: new Date() });
  const missing = await lookAtPermission(ctx, id, use);
  if (use.kind === 'problem') return use.problem;
  if (!missing) await forgetDeliveryProblem(ctx, id);
  return missing;
}

/** Whoever connects again has changed something: what the last mail ran into is no longer known to be so. */
async function forgetDeliveryProblem(ctx: TenantContext, id: string): Promise<void> {
  await inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    const { problem } = await connectionRowOrThrow(tx, ctx, id);
    if ((problem as StoredProblem | null)?.about !== 'delivery') return;
    const data = { health: 'untested', problem: problemColumn(null) } as const;
    await tx.connection.updateMany({ where: { tenantId: ctx.tenantId, id }, data });
  });
}
