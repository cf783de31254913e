import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { Secret } from '#lib/crypto/index.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { forgetGrant, lockConnection, type Overrides, problemColumn, sealClientSecret } from '#lib/tokens/index.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { endOf } from './create-connection.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { requireSameRecipient } from './require-same-recipient.ts';
import type { ConnectionChange, ConnectionView } from './schema.ts';
import { connectionView } from './view.ts';
import { whatChanges } from './what-changes.ts';

/** What a token belongs to: after a change of one of these the old token proves nothing. */
const identity = ['grantKind', 'transport', 'senderAddress', 'clientId', 'directoryId'] as const;

/** Where tokens come from, are sent to, and what they are for. */
const whereTokensGo = [
  'issuer',
  'authorizationEndpoint',
  'tokenEndpoint',
  'graphUrl',
  'smtpHost',
  'smtpPort',
  'scopes',
] as const;

/**
 * Changes a candidate. A pending consent does not survive it; the tokens survive only where they still belong to the
 * settings. The active connection is never edited in place: it keeps sending while a candidate is made beside it.
 */
export async function changeConnection(
  ctx: TenantContext,
  id: string,
  change: ConnectionChange,
): Promise<ConnectionView> {
  requireScope(ctx, 'connections:admin');
  const { clientSecret, clientSecretExpiresAt, ...settings } = change;
  return inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    const before = await connectionRowOrThrow(tx, ctx, id);
    if (before.stage !== 'candidate') {
      throw new AppError(
        'conflict',
        'This connection is in use. Set up another one beside it, test it, then activate it.',
      );
    }
    checkEndpoints(change.overrides ?? (before.overrides as Overrides), change.grantKind ?? before.grantKind);
    const keepsSecret = clientSecret === undefined && before.clientSecret !== null;
    if (keepsSecret) requireSameRecipient(before, { ...before, ...settings });
    const details = whatChanges(before, change);
    if (Object.keys(details).length === 0) return connectionView(before);
    if (movesGrant(before, change)) await forgetGrant(tx, ctx.tenantId, id);
    else if (endsAccess(before, change)) await forgetAccess(tx, ctx.tenantId, id);
    await tx.connection.update({
      where: { id },
      data: {
        ...settings,
        ...(clientSecret === undefined ? {} : await newSecret(tx, before, clientSecret)),
        ...(clientSecretExpiresAt === undefined ? {} : { clientSecretExpiresAt: endOf(clientSecretExpiresAt) }),
        configVersion: { increment: 1 },
        health: 'untested',
        problem: problemColumn(null),
        lastTest: problemColumn(null),
      },
    });
    // How the last trip to the consent screen ended was about the settings before.
    await tx.consentAttempt.updateMany({
      where: { tenantId: ctx.tenantId, connectionId: id },
      data: { outcome: problemColumn(null) },
    });
    await recordAudit(tx, ctx, {
      action: 'connection.changed',
      targetKind: 'connection',
      targetId: id,
      details,
    });
    return connectionView(await connectionRowOrThrow(tx, ctx, id));
  });
}

/** Without a word about its end, a new secret has none: the old one's is not its own. */
async function newSecret(tx: Tx, connection: Connection, clientSecret: string) {
  return { ...(await sealClientSecret(tx, connection, new Secret(clientSecret))), clientSecretExpiresAt: null };
}

/** Whether the next token comes in another way, of which those in store are no proof. */
function endsAccess(before: Connection, { clientSecret, overrides }: ConnectionChange): boolean {
  const had = before.overrides as Overrides;
  return clientSecret !== undefined || (overrides !== undefined && overrides.caCertificate !== had.caCertificate);
}

/** The consent stays. The caller has locked the connection's row. */
async function forgetAccess(tx: Tx, tenantId: string, connectionId: string): Promise<void> {
  await tx.accessToken.deleteMany({ where: { tenantId, grant: { connectionId } } });
}

/** Whether a token got for the settings before may be used with those after. */
function movesGrant(before: Connection, change: ConnectionChange): boolean {
  const otherSettings = identity.some((field) => change[field] !== undefined && change[field] !== before[field]);
  if (otherSettings || change.overrides === undefined) return otherSettings;
  const { overrides } = change;
  const had = before.overrides as Overrides;
  return whereTokensGo.some((field) => JSON.stringify(had[field]) !== JSON.stringify(overrides[field]));
}
