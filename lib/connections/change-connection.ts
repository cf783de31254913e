import { isDeepStrictEqual } from 'node:util';
import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { Secret } from '#lib/crypto/index.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import {
  applicationProblems,
  asStored,
  keyFileRule,
  providerRules,
  secretRule,
  showsSecret,
  withKeyFile,
} from '#lib/providers/schema.ts';
import {
  type Forgotten,
  forgetGrant,
  lockConnection,
  type Overrides,
  problemColumn,
  sealClientSecret,
} from '#lib/tokens/index.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { defined } from './defined.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { missingOverrides } from './input-schema.ts';
import { kindOf } from './kind-of.ts';
import { proxyColumns } from './proxy-columns.ts';
import { certificateEnd, withItsEnd } from './read-secret-file.ts';
import { requireCleanTexts } from './require-clean-texts.ts';
import { requireOwnKey } from './require-own-key.ts';
import { isReadByTheSame, requireSameRecipient } from './require-same-recipient.ts';
import { accessDetail, revokeAccess } from './revoke-access.ts';
import type { ConnectionChange, ConnectionKind, ConnectionView } from './schema.ts';
import { endBy, endOfGiven, noEnd } from './secret-end.ts';
import { storedSecret } from './stored-secret.ts';
import { connectionView } from './view.ts';
import { whatChanges } from './what-changes.ts';

/** What a token belongs to: after a change of one of these the old token proves nothing. */
const identity = ['grantKind', 'transport', 'senderAddress', 'clientId', 'settings'] as const;

/** Where tokens come from, are sent to, who vouches for the servers there, and what they are for. */
const whereTokensGo = [
  'issuer',
  'authorizationEndpoint',
  'tokenEndpoint',
  'apiUrl',
  'smtpHost',
  'smtpPort',
  'smtpSecurity',
  'caCertificate',
  'scopes',
] as const;

/**
 * Changes a candidate. A pending consent does not survive it; the tokens survive only where they still belong to the
 * settings, else they are forgotten and their access is revoked. The active connection is never edited in place: it
 * keeps sending while a candidate is made beside it.
 */
export async function changeConnection(
  ctx: TenantContext,
  id: string,
  given: ConnectionChange,
): Promise<ConnectionView> {
  requireScope(ctx, 'connections:admin');
  await requireCleanTexts(ctx, given);
  const { view, forgotten } = await inTenant(ctx.tenantId, (tx) => changeWithin(tx, ctx, id, given));
  if (forgotten) await revokeAccess(ctx, forgotten);
  return view;
}

/** A connection as it is after a change, and what a token that was forgotten with it leaves to be done. */
type Changed = { view: ConnectionView; forgotten: Forgotten | null };

/**
 * The change itself, of texts that were found clean, in the caller's transaction. The caller makes the request that is
 * left to be done after its commit (`revokeAccess`).
 */
export async function changeWithin(tx: Tx, ctx: TenantContext, id: string, given: ConnectionChange): Promise<Changed> {
  await lockConnection(tx, ctx.tenantId, id);
  const before = await connectionRowOrThrow(tx, ctx, id);
  if (before.stage !== 'candidate') {
    throw new AppError(
      'conflict',
      'This connection is in use. Set up another one beside it, test it, then activate it.',
    );
  }
  const keyed = withItsKey(before, given);
  const kind = kindOf({ ...before, ...defined(keyed) });
  const change = await withTrueEnd(tx, before, kind, keyed);
  const { clientSecret, clientSecretExpiresAt: _end, proxy, ...settings } = defined(change);
  const after = { ...before, ...settings, ...(proxy === undefined ? {} : { proxy }) };
  requireFitting(before, change);
  const keepsSecret = clientSecret === undefined && before.clientSecret !== null && showsSecret(kindOf(after));
  if (keepsSecret) requireSameRecipient(before, after);
  requireSecretGiven(before, after, clientSecret);
  const details = whatChanges(before, change);
  if (Object.keys(details).length === 0) return { view: connectionView(before), forgotten: null };
  const moves = movesGrant(before, change) || !isReadByTheSame(before, after);
  const forgotten = moves ? await forgetGrant(tx, ctx, id) : null;
  // The next token comes in another way, of which those in store are no proof.
  if (!moves && clientSecret !== undefined) await forgetAccess(tx, ctx.tenantId, id);
  await tx.connection.update({
    where: { id },
    data: {
      ...settings,
      ...(clientSecret === undefined ? {} : await sealClientSecret(tx, before, new Secret(clientSecret))),
      ...endAfter(before, kind, change),
      // What is no longer shown is no longer kept.
      ...(showsSecret(kindOf(after)) ? {} : { clientSecret: null, ...noEnd }),
      ...(await proxyColumns(tx, before, proxy)),
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
    // Each provider has its own word for a grant.
    details: {
      ...(details.grantKind === undefined ? {} : { provider: before.provider }),
      ...details,
      ...(forgotten ? accessDetail(forgotten) : {}),
    },
  });
  return { view: connectionView(await connectionRowOrThrow(tx, ctx, id)), forgotten };
}

/**
 * The change with what its key file tells. What stays must be the key's too; another grant begins anew, so there the
 * file fills what the change leaves out.
 */
function withItsKey(before: Connection, change: ConnectionChange): ConnectionChange {
  const { provider } = kindOf(before);
  const { clientSecret, grantKind = before.grantKind } = change;
  if (clientSecret === undefined || !keyFileRule(providerRules[provider], grantKind)) return change;
  if (grantKind === before.grantKind) requireOwnKey({ ...before, ...change }, clientSecret);
  const had = before.settings as Record<string, string>;
  const filled = withKeyFile(providerRules[provider], grantKind, { ...change, settings: change.settings ?? {} });
  return asStored(providerRules[provider], grantKind, {
    ...filled,
    settings: change.settings ? filled.settings : { ...had, ...filled.settings },
  });
}

/** What shows a secret from now on and showed none before has none in store. */
function requireSecretGiven(before: Connection, after: Connection, clientSecret: string | undefined): void {
  if (clientSecret !== undefined || showsSecret(kindOf(before)) || !showsSecret(kindOf(after))) return;
  const message = `Enter the ${secretRule(kindOf(after)).name}: none is stored for this connection.`;
  throw new AppError('invalid_input', message, { fields: [{ path: 'clientSecret', message }] });
}

/** The change with the end that a certificate tells, new or kept, or the provider's list, in place of a typed day. */
async function withTrueEnd(tx: Tx, before: Connection, kind: ConnectionKind, change: ConnectionChange) {
  if (change.clientSecret !== undefined) return withItsEnd(kind, change);
  if (change.clientSecretExpiresAt === undefined) return change;
  if (before.secretEndSource === 'provider') return { ...change, clientSecretExpiresAt: dayOf(before) };
  const kept = await storedSecret(tx, before);
  const told = kept instanceof Secret ? certificateEnd(kind, kept.reveal()) : null;
  return told === null ? change : { ...change, clientSecretExpiresAt: told };
}

/**
 * The columns of the end after a change. Without a word about its end, a new secret has none: the old one's is not its
 * own. A day that stands there already keeps its source.
 */
function endAfter(before: Connection, kind: ConnectionKind, change: ConnectionChange) {
  const { clientSecret, clientSecretExpiresAt: day } = change;
  if (clientSecret !== undefined) return endOfGiven(kind, clientSecret, day);
  return day === undefined || day === dayOf(before) ? {} : endBy('entered', day);
}

const dayOf = ({ clientSecretExpiresAt }: Connection) => clientSecretExpiresAt?.toISOString().slice(0, 10) ?? null;

/** The consent stays. The caller has locked the connection's row. */
async function forgetAccess(tx: Tx, tenantId: string, connectionId: string): Promise<void> {
  await tx.accessToken.deleteMany({ where: { tenantId, grant: { connectionId } } });
}

/** Whether a token got for the settings before may be used with those after. */
function movesGrant(before: Connection, change: ConnectionChange): boolean {
  const otherSettings = identity.some((field) => change[field] !== undefined && isOther(change[field], before[field]));
  if (otherSettings || change.overrides === undefined) return otherSettings;
  const { overrides } = change;
  const had = before.overrides as Overrides;
  return whereTokensGo.some((field) => isOther(had[field], overrides[field]));
}

/** The database gives the keys of an object back in an order of its own. */
const isOther = (a: unknown, b: unknown) => !isDeepStrictEqual(a, b);

/** What stays must suit what is new: another grant may ask for more, or for something else. */
function requireFitting(before: Connection, change: ConnectionChange): void {
  const after = { ...before, ...defined(change) };
  const kind = kindOf(after);
  const overrides = after.overrides as Overrides;
  checkEndpoints({ overrides, proxy: change.proxy }, kind);
  const application = { clientId: after.clientId, settings: kind.settings };
  const fields = [
    ...applicationProblems(providerRules[kind.provider], kind.grantKind, application).map(({ path, message }) => ({
      path: path.join('.'),
      message,
    })),
    ...missingOverrides(kind, overrides).map(({ name, message }) => ({ path: `overrides.${name}`, message })),
  ];
  if (fields.length > 0) throw new AppError('invalid_input', 'Some settings cannot be used.', { fields });
}
