import { findMemberContext, type SessionUser, scopesOf, stillMay, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { sha256 } from '#lib/crypto/index.ts';
import type { ConsentAttempt, Prisma } from '#lib/db/generated/client.ts';
import { inTenant, system, type Tx } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';
import type { ConsentReason, OwnProblem } from '#lib/diagnosis/index.ts';
import { exchangeCode, OAuthNoAnswer, OAuthRefusal, type TokenAnswer } from '#lib/oauth/index.ts';
import { missingScopes } from '#lib/providers/index.ts';
import {
  type ConnectionSettings,
  consentedIdentity,
  lockConnection,
  type StoredEventReply,
  type StoredProblem,
  settingsOrThrow,
  storeConsent,
  storing,
} from '#lib/tokens/index.ts';
import { attemptPlace } from './begin-consent.ts';
import { storedSecret } from './stored-secret.ts';

/** What a browser brought back from the consent screen. */
export type Callback = {
  url: URL;
  /** The value of the browser's own cookie, if it has one. */
  browserToken: string | null;
  signedIn: SessionUser | null;
  ip: string | null;
};

export type ConsentEnd =
  | { kind: 'granted'; tenantSlug: string; connectionId: string }
  /** Refused after the attempt was known to be this person's; the connection's page tells why. */
  | { kind: 'refused'; tenantSlug: string; connectionId: string }
  /** Not matched to a live attempt of this browser and person: nothing was asked of the provider. */
  | { kind: 'not_ours'; reason: ConsentReason };

/**
 * Ends a trip to the consent screen. Everything is checked before the code is exchanged; the attempt is used up by one
 * conditional update, so of many identical callbacks one goes on; and only a grant that carries the needed scopes, of
 * the configured mailbox, replaces what the connection had.
 */
export async function finishConsent(callback: Callback): Promise<ConsentEnd> {
  const state = callback.url.searchParams.get('state');
  if (!state) return { kind: 'not_ours', reason: 'consent_unknown' };
  const known = await system().consentAttempt.findUnique({
    where: { stateHash: sha256(state) },
    select: { id: true, tenantId: true },
  });
  if (!known) return { kind: 'not_ours', reason: 'consent_unknown' };

  const claimed = await claimAttempt(known, callback);
  if (claimed.kind === 'not_ours') return claimed;
  const { ctx, attempt } = claimed;
  const problem = await exchangeAndStore(claimed, callback.url, state);
  if (problem) await storing(() => recordRefusal(ctx, attempt, problem), aboutOf(attempt));
  return { kind: problem ? 'refused' : 'granted', tenantSlug: ctx.tenantSlug, connectionId: attempt.connectionId };
}

/** For the log. */
function aboutOf({ tenantId, connectionId }: ConsentAttempt) {
  return { tenantId, connectionId };
}

async function recordRefusal(ctx: TenantContext, attempt: ConsentAttempt, problem: StoredProblem): Promise<void> {
  await inTenant(ctx.tenantId, async (tx) => {
    await tx.consentAttempt.updateMany({
      where: { id: attempt.id, tenantId: ctx.tenantId },
      data: { outcome: problem as unknown as Prisma.InputJsonValue },
    });
    const targetId = attempt.connectionId;
    const told: StoredEventReply = problem.source === 'provider' ? problem.reply : { problem };
    const reply = told as unknown as Prisma.InputJsonValue;
    await tx.grantEvent.create({ data: { tenantId: ctx.tenantId, connectionId: targetId, kind: 'refused', reply } });
    await recordAudit(tx, ctx, { action: 'connection.consent_refused', targetKind: 'connection', targetId });
  });
}

type Claimed = {
  kind: 'claimed';
  ctx: TenantContext;
  attempt: ConsentAttempt;
  settings: ConnectionSettings;
  codeVerifier: string;
  nonce: string;
};

async function claimAttempt(
  known: { id: string; tenantId: string },
  callback: Callback,
): Promise<Claimed | Extract<ConsentEnd, { kind: 'not_ours' }>> {
  const notOurs = (reason: ConsentReason) => ({ kind: 'not_ours', reason }) as const;
  const { browserToken, signedIn, url } = callback;
  return inTenant(known.tenantId, async (tx) => {
    const attempt = await tx.consentAttempt.findUnique({ where: { id: known.id } });
    if (!attempt) return notOurs('consent_unknown');
    if (!browserToken || !sha256(browserToken).equals(attempt.browserHash)) return notOurs('consent_other_browser');
    if (signedIn?.userId !== attempt.userId || signedIn.sessionId !== attempt.sessionId) {
      return notOurs('consent_other_person');
    }
    const { slug } = await tx.tenant.findUniqueOrThrow({ where: { id: known.tenantId }, select: { slug: true } });
    const ctx = await findMemberContext(signedIn, slug, callback.ip);
    if (ctx?.actor.kind !== 'user' || !scopesOf[ctx.actor.role].includes('connections:admin')) {
      return notOurs('consent_other_person');
    }
    if (attempt.usedAt) return notOurs('consent_replayed');
    if (attempt.expiresAt <= new Date()) return notOurs('consent_expired');
    const settings = await settingsOrThrow(tx, known.tenantId, attempt.connectionId);
    if (!stillAsConfigured(attempt, settings, url)) return notOurs('consent_settings_changed');
    const sealed = await openSealed(tx, attempt);
    const { count } = await tx.consentAttempt.updateMany({
      where: { id: attempt.id, usedAt: null },
      data: { usedAt: new Date(), codeVerifier: null, nonce: null },
    });
    return count === 1 && sealed ? { kind: 'claimed', ctx, attempt, settings, ...sealed } : notOurs('consent_replayed');
  });
}

function stillAsConfigured(attempt: ConsentAttempt, settings: ConnectionSettings, url: URL): boolean {
  return (
    attempt.configVersion === settings.connection.configVersion &&
    settings.connection.stage !== 'retired' &&
    attempt.provider === settings.provider.id &&
    attempt.issuer === settings.server.issuer &&
    attempt.redirectUri === settings.facts.redirectUrl &&
    attempt.redirectUri === `${url.origin}${url.pathname}`
  );
}

async function openSealed(tx: Tx, attempt: ConsentAttempt) {
  if (attempt.codeVerifier === null || attempt.nonce === null) return null;
  const vault = await openVault(tx, attempt.tenantId);
  return {
    codeVerifier: vault.open(attemptPlace(attempt.id, 'code_verifier'), attempt.codeVerifier).reveal(),
    nonce: vault.open(attemptPlace(attempt.id, 'nonce'), attempt.nonce).reveal(),
  };
}

/** Null when the grant was stored; otherwise why it was not, with everything stored before left as it was. */
async function exchangeAndStore(claimed: Claimed, callbackUrl: URL, state: string): Promise<StoredProblem | null> {
  const { ctx, attempt, settings, codeVerifier, nonce } = claimed;
  const clientSecret = await inTenant(ctx.tenantId, (tx) => storedSecret(tx, settings.connection));
  if (typeof clientSecret === 'string') {
    return { about: 'grant', source: 'own', code: clientSecret, facts: settings.facts };
  }
  const askedAt = new Date();
  let answer: TokenAnswer;
  try {
    answer = await exchangeCode({
      server: settings.server,
      client: { clientId: settings.connection.clientId, clientSecret },
      redirectUri: attempt.redirectUri,
      codeVerifier,
      nonce,
      state,
      callbackUrl,
      scopes: attempt.scopes,
      fetch: settings.fetch,
    });
  } catch (error) {
    if (!(error instanceof OAuthRefusal || error instanceof OAuthNoAnswer)) throw error;
    return { about: 'grant', source: 'provider', reply: error.reply, facts: settings.facts };
  }
  return storing(
    () => inTenant(ctx.tenantId, (tx) => storeUnlessWrong(tx, claimed, answer, askedAt)),
    aboutOf(attempt),
  );
}

/** The last look before a grant is stored: at person and connection as they are now, after an exchange of many seconds. */
async function storeUnlessWrong(
  tx: Tx,
  { ctx, attempt }: Claimed,
  answer: TokenAnswer,
  askedAt: Date,
): Promise<StoredProblem | null> {
  const { tenantId } = ctx;
  const { connectionId } = attempt;
  const mayStore = await stillMay(tx, ctx, 'connections:admin');
  await lockConnection(tx, tenantId, connectionId);
  const settings = await settingsOrThrow(tx, tenantId, connectionId);
  const own = (code: OwnProblem, facts = {}): StoredProblem => ({
    about: 'grant',
    source: 'own',
    code,
    facts: { ...settings.facts, ...facts },
  });
  if (!mayStore) return own('consent_other_person');
  const { connection } = settings;
  if (connection.configVersion !== attempt.configVersion || connection.stage === 'retired') {
    return own('consent_settings_changed');
  }
  if (!answer.refreshToken) return own('no_refresh_token');
  const missing = missingScopes(settings.access.requiredDelegatedScopes, answer.scopes);
  if (missing.length > 0) return own('scope_missing', { missingScopes: missing.join(', ') });
  const mismatch = await identityMismatch(tx, settings, answer);
  if (mismatch) return own(mismatch.code, mismatch.facts);
  await storeConsent(tx, settings, answer, askedAt);
  await recordAudit(tx, ctx, { action: 'connection.consented', targetKind: 'connection', targetId: connectionId });
  return null;
}

/** The mailbox that consented must be the one configured, and on reconnecting the one that consented before (O11). */
async function identityMismatch(tx: Tx, settings: ConnectionSettings, answer: TokenAnswer) {
  const { connection } = settings;
  const { identity } = answer;
  if (!identity?.address) return { code: 'nobody_named', facts: {} } as const;
  const accountAddress = identity.address;
  const before = await consentedIdentity(tx, connection.tenantId, connection.id);
  if (before && (before.issuer !== identity.issuer || before.subject !== identity.subject)) {
    const previousAddress = before.accountAddress ?? '';
    return { code: 'another_account', facts: { accountAddress, previousAddress } } as const;
  }
  if (accountAddress.toLowerCase() !== connection.senderAddress.toLowerCase()) {
    return { code: 'wrong_mailbox', facts: { accountAddress } } as const;
  }
  return null;
}
