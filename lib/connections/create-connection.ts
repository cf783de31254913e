import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { type AuditDetail, recordAudit } from '#lib/audit/index.ts';
import { Secret } from '#lib/crypto/index.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { sealClientSecret } from '#lib/tokens/index.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { copySecret } from './copy-secret.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import type { ConnectionInput, ConnectionView } from './schema.ts';
import { connectionView } from './view.ts';

/**
 * Stores a new candidate beside whatever is active. Nothing is asked of the provider yet.
 *
 * @throws AppError `invalid_input` naming what cannot be used; `not_found` when the connection to copy the secret from
 * is none of this tenant's
 */
export async function createConnection(ctx: TenantContext, input: ConnectionInput): Promise<ConnectionView> {
  requireScope(ctx, 'connections:admin');
  checkEndpoints(input.overrides, input.grantKind);
  const { clientSecret: _typed, clientSecretFrom: _from, clientSecretExpiresAt, ...settings } = input;
  return inTenant(ctx.tenantId, async (tx) => {
    const connection = await tx.connection.create({
      data: { ...settings, tenantId: ctx.tenantId, clientSecretExpiresAt: endOf(clientSecretExpiresAt ?? null) },
    });
    await tx.connection.update({ where: { id: connection.id }, data: await secretOf(tx, ctx, connection, input) });
    await recordAudit(tx, ctx, {
      action: 'connection.created',
      targetKind: 'connection',
      targetId: connection.id,
      details: auditable(input),
    });
    return connectionView(await connectionRowOrThrow(tx, ctx, connection.id));
  });
}

async function secretOf(tx: Tx, ctx: TenantContext, connection: Connection, input: ConnectionInput) {
  const { clientSecret, clientSecretFrom: from, clientSecretExpiresAt: endsAt } = input;
  if (from !== undefined) return copySecret(tx, ctx, connection, { from, endsAt });
  if (clientSecret === undefined) throw new Error('the schema lets no connection through without a secret');
  return sealClientSecret(tx, connection, new Secret(clientSecret));
}

/** Entra shows the day on which a secret ends; it works until then (UTC). */
export function endOf(day: string | null): Date | null {
  return day === null ? null : new Date(`${day}T00:00:00Z`);
}

/** The settings of a change as the audit keeps them, flat: everything but the secret, of which only the fact. */
export function auditable(change: Partial<ConnectionInput>): Record<string, AuditDetail> {
  const { clientSecret, overrides, ...rest } = change;
  return {
    ...rest,
    ...(clientSecret === undefined ? {} : { clientSecret: 'replaced' }),
    ...(rest.clientSecretFrom === undefined ? {} : { clientSecret: 'copied' }),
    ...Object.fromEntries(Object.entries(overrides ?? {}).map(([name, value]) => [`overrides.${name}`, value])),
  };
}
