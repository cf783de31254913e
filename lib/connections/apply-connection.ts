import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { isEqualInConstantTime } from '#lib/crypto/index.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { type Forgotten, openProxyPassword } from '#lib/tokens/index.ts';
import { changeWithin } from './change-connection.ts';
import { createWithin } from './create-connection.ts';
import { defined } from './defined.ts';
import { withItsEnd } from './read-secret-file.ts';
import { requireCleanTexts } from './require-clean-texts.ts';
import { isSameRecipient } from './require-same-recipient.ts';
import { revokeAccess } from './revoke-access.ts';
import type { ConnectionChange, ConnectionInput, ConnectionView, ProxyInput } from './schema.ts';
import { storedSecret } from './stored-secret.ts';
import { type ConnectionRow, connectionView, withGrant } from './view.ts';
import { whatChanges } from './what-changes.ts';

export type Applied = {
  kind: 'unchanged' | 'created' | 'changed' | 'candidate_beside_active';
  connection: ConnectionView;
};

/**
 * Sees to it that the tenant has a connection with exactly these settings and this secret, and changes nothing where it
 * has. Else the newest candidate that sends the same way as the same address is changed, or a new one is made; the
 * active connection is never touched.
 */
export async function applyConnection(ctx: TenantContext, given: ConnectionInput): Promise<Applied> {
  requireScope(ctx, 'connections:admin');
  const { clientSecretFrom } = given;
  if (clientSecretFrom !== undefined) {
    const message = 'Give the secret itself: a copy cannot be compared with what is stored.';
    throw new AppError('invalid_input', message, { fields: [{ path: 'clientSecretFrom', message }] });
  }
  await requireCleanTexts(ctx, given);
  const input = withItsEnd(given, given);
  const { applied, forgotten } = await inTenant(ctx.tenantId, (tx) => applyWithin(tx, ctx, input));
  if (forgotten) await revokeAccess(ctx, forgotten);
  return applied;
}

/** All that is stored, in one transaction; what a forgotten token leaves to be done waits for its commit. */
async function applyWithin(
  tx: Tx,
  ctx: TenantContext,
  input: ConnectionInput,
): Promise<{ applied: Applied; forgotten: Forgotten | null }> {
  // Two at once would each find nothing, and make one.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`apply ${ctx.tenantId}`}, 0))`;
  const alike = await sendingTheSameWay(tx, ctx, input);
  for (const row of alike) {
    if (!(await isAsGiven(tx, row, input))) continue;
    return { applied: { kind: 'unchanged', connection: connectionView(row) }, forgotten: null };
  }
  const candidate = alike.find(({ stage }) => stage === 'candidate');
  if (candidate) {
    const change = await changeTo(tx, candidate, input);
    const { view, forgotten } = await changeWithin(tx, ctx, candidate.id, change);
    return { applied: { kind: 'changed', connection: view }, forgotten };
  }
  const where = { tenantId: ctx.tenantId, stage: 'active' } as const;
  const active = await tx.connection.findFirst({ where, select: { id: true } });
  const isTaken = alike.some(({ id }) => id === input.id);
  const connection = await createWithin(tx, ctx, isTaken ? withoutId(input) : input);
  return { applied: { kind: active ? 'candidate_beside_active' : 'created', connection }, forgotten: null };
}

/** The active one first, then the newest candidate. */
function sendingTheSameWay(tx: Tx, ctx: TenantContext, input: ConnectionInput): Promise<ConnectionRow[]> {
  const { provider, grantKind, transport, senderAddress } = input;
  return tx.connection.findMany({
    where: { tenantId: ctx.tenantId, stage: { not: 'retired' }, provider, grantKind, transport, senderAddress },
    include: withGrant,
    orderBy: [{ stage: 'desc' }, { createdAt: 'desc' }],
  });
}

/** Of an id only the first connection of a file can be: one beside it has its own. */
const withoutId = ({ id: _, ...input }: ConnectionInput): ConnectionInput => input;

async function isAsGiven(tx: Tx, row: Connection, input: ConnectionInput): Promise<boolean> {
  // Whom somebody sent the last test e-mail is no part of how the connection sends.
  const { testRecipient: _, clientSecretExpiresAt: day, ...settings } = settingsIn(input);
  // The provider's list knows better than a file when a secret ends.
  const isTold = row.secretEndSource === 'provider';
  const wanted = isTold || day === undefined ? settings : { ...settings, clientSecretExpiresAt: day };
  if (Object.keys(whatChanges(row, wanted)).length > 0) return false;
  return (await hasSecret(tx, row, input)) && hasProxyPassword(tx, row, input);
}

async function hasSecret(tx: Tx, row: Connection, { clientSecret }: ConnectionInput): Promise<boolean> {
  const stored = await storedSecret(tx, row);
  if (stored === null || clientSecret === undefined) return stored === null;
  return typeof stored !== 'string' && isEqualInConstantTime(stored.reveal(), clientSecret);
}

async function hasProxyPassword(tx: Tx, row: Connection, { proxy }: ConnectionInput): Promise<boolean> {
  const stored = await openProxyPassword(tx, row).catch(() => null);
  return isEqualInConstantTime(stored?.reveal() ?? '', proxy?.password ?? '');
}

/** A secret that is there already stays as it is, and with it the tokens: unless it would go elsewhere from now on. */
async function changeTo(tx: Tx, row: ConnectionRow, input: ConnectionInput): Promise<ConnectionChange> {
  const { clientSecret, proxy } = input;
  const settings = settingsIn(input);
  const { clientSecretExpiresAt: _end, ...rest } = settings;
  const keeps = (await hasSecret(tx, row, input)) && isSameRecipient(row, { ...row, ...defined(rest) });
  return {
    ...settings,
    // Said in any case: one left out would stay.
    proxy: proxy ? { ...proxy, password: proxy.password ?? '' } : null,
    ...(keeps || clientSecret === undefined ? {} : { clientSecret }),
  };
}

/** All but the secrets. A file that does not name a proxy wants none. */
function settingsIn(input: ConnectionInput) {
  const { id: _id, provider: _provider, clientSecret: _secret, clientSecretFrom: _from, proxy, ...settings } = input;
  const { password: _password, ...way } = proxy ?? {};
  return { ...settings, proxy: proxy ? (way as ProxyInput) : null };
}
