import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { type AuditDetail, recordAudit } from '#lib/audit/index.ts';
import { Secret } from '#lib/crypto/index.ts';
import { type Connection, Prisma } from '#lib/db/generated/client.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { sealClientSecret } from '#lib/tokens/index.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { copySecret } from './copy-secret.ts';
import { defined } from './defined.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { proxyColumns, withCopiedPassword } from './proxy-columns.ts';
import { withItsEnd } from './read-secret-file.ts';
import { requireCleanTexts } from './require-clean-texts.ts';
import { requireRoom } from './require-room.ts';
import type { ConnectionInput, ConnectionView, ProxyInput } from './schema.ts';
import { endOfGiven } from './secret-end.ts';
import { connectionView } from './view.ts';

/**
 * Stores a new candidate beside whatever is active. Nothing is asked of the provider yet.
 *
 * @throws AppError `invalid_input` naming what cannot be used; `not_found` when the connection to copy the secret from
 * is none of this tenant's; `conflict` where there are as many candidates as a tenant may have
 */
export async function createConnection(ctx: TenantContext, given: ConnectionInput): Promise<ConnectionView> {
  requireScope(ctx, 'connections:admin');
  await requireCleanTexts(ctx, given);
  return inTenant(ctx.tenantId, (tx) => createWithin(tx, ctx, given));
}

/** The same of texts that were found clean, in the caller's transaction. */
export async function createWithin(tx: Tx, ctx: TenantContext, given: ConnectionInput): Promise<ConnectionView> {
  checkEndpoints(given, given);
  const input = withItsEnd(given, given);
  await requireRoom(tx, ctx.tenantId);
  const connection = await storeNew(tx, ctx, input);
  await recordAudit(tx, ctx, {
    action: 'connection.created',
    targetKind: 'connection',
    targetId: connection.id,
    details: auditable(input),
  });
  return connectionView(await connectionRowOrThrow(tx, ctx, connection.id));
}

/** The row of a new candidate, secrets sealed. Settings were checked; nobody is told. */
export async function storeNew(tx: Tx, ctx: TenantContext, input: ConnectionInput): Promise<Connection> {
  const { clientSecret: _typed, clientSecretFrom: _from, clientSecretExpiresAt, proxy, ...settings } = defined(input);
  const connection = await created(tx, {
    ...settings,
    clientId: settings.clientId ?? '',
    tenantId: ctx.tenantId,
    ...endOfGiven(input, input.clientSecret, clientSecretExpiresAt),
  });
  const columns = {
    ...(await secretOf(tx, ctx, { ...connection, proxy: proxy ?? null }, input)),
    ...(await proxyColumns(tx, connection, await proxyOf(tx, ctx, input))),
  };
  return tx.connection.update({ where: { id: connection.id }, data: columns });
}

async function created(tx: Tx, data: Prisma.ConnectionUncheckedCreateInput): Promise<Connection> {
  return tx.connection.create({ data }).catch((error: unknown) => {
    // Also of a tenant that is not seen from here: the sentence must not tell whose it is.
    if (!(error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')) throw error;
    throw new AppError('conflict', 'There is a connection of this id already. Leave the id out, or give another one.');
  });
}

async function secretOf(tx: Tx, ctx: TenantContext, connection: Connection, input: ConnectionInput) {
  const { clientSecret, clientSecretFrom: from, clientSecretExpiresAt: endsAt } = input;
  if (from !== undefined) return copySecret(tx, ctx, connection, { from, endsAt });
  if (clientSecret === undefined) return {};
  return sealClientSecret(tx, connection, new Secret(clientSecret));
}

/** Whoever goes on with the secret of another connection goes on with the password of its proxy. */
async function proxyOf(tx: Tx, ctx: TenantContext, { proxy, clientSecretFrom: from }: ConnectionInput) {
  return from === undefined ? proxy : withCopiedPassword(tx, await connectionRowOrThrow(tx, ctx, from), proxy);
}

/** The settings of a change as the audit keeps them, flat: everything but the secrets, of which only the fact. */
export function auditable(change: Partial<ConnectionInput>): Record<string, AuditDetail> {
  const { clientSecret, settings, overrides, proxy, clientSecretExpiresAt, clientId, testRecipient, ...rest } = change;
  const named = { clientSecretExpiresAt, clientId, testRecipient, ...rest };
  return {
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
    ...(clientSecret === undefined ? {} : { clientSecret: 'replaced' }),
    ...(rest.clientSecretFrom === undefined ? {} : { clientSecret: 'copied' }),
    ...Object.fromEntries(Object.entries(settings ?? {}).map(([name, value]) => [`settings.${name}`, value])),
    ...Object.fromEntries(Object.entries(overrides ?? {}).map(([name, value]) => [`overrides.${name}`, value])),
    ...(proxy === undefined ? {} : auditableProxy(proxy)),
  };
}

function auditableProxy(proxy: ProxyInput | null): Record<string, AuditDetail> {
  if (!proxy) return { proxy: null };
  const { password, ...rest } = proxy;
  const named = Object.entries(rest).map(([name, value]): [string, AuditDetail] => [`proxy.${name}`, value]);
  return { ...Object.fromEntries(named), ...(password === undefined ? {} : { 'proxy.password': 'replaced' }) };
}
