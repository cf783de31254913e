import { findMemberContext, type SessionUser, scopesOf, stillMay, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { sha256 } from '#lib/crypto/index.ts';
import type { ConsentAttempt, Prisma } from '#lib/db/generated/client.ts';
import { inTenant, system, type Tx } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';
import type { ConsentReason, OwnProblem } from '#lib/diagnosis/index.ts';
import { exchangeCode, OAuthNoAnswer, OAuthRefusal, type TokenAnswer } from '#lib/oauth/index.ts';
import { missingToSend } from '#lib/providers/index.ts';
import {
  accessKeyOf,
  type BegunRevocation,
  type ConnectionSettings,
  clientOf,
  consentedIdentity,
  dropAnswer,
  eventActor,
  lockAccess,
  lockConnection,
  type StoredEventReply,
  type StoredProblem,
  settingsOrThrow,
  storeConsent,
  storing,
  wasRevokedWithin,
} from '#lib/tokens/index.ts';
import { attemptPlace } from './begin-consent.ts';
import { readSecretEndSoon } from './read-secret-ends.ts';
import { revokeAccess } from './revoke-access.ts';
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
  const refused = await exchangeAndStore(claimed, callback.url, state);
  if (refused) {
    await storing(() => recordRefusal(ctx, attempt, refused.problem), aboutOf(attempt));
    await revokeAccess(ctx, refused);
  }
  return { kind: refused ? 'refused' : 'granted', tenantSlug: ctx.tenantSlug, connectionId: attempt.connectionId };
}

/** Why nothing was stored; and, where the provider had given a token by then, its revocation, begun. */
type Refused = { problem: StoredProblem; begun: BegunRevocation | null };

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
    await tx.grantEvent.create({
      data: { tenantId: ctx.tenantId, connectionId: targetId, kind: 'refused', reply, ...eventActor(ctx) },
    });
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
async function exchangeAndStore(claimed: Claimed, callbackUrl: URL, state: string): Promise<Refused | null> {
  const { ctx, attempt, settings, codeVerifier, nonce } = claimed;
  const clientSecret = await inTenant(ctx.tenantId, (tx) => storedSecret(tx, settings.connection));
  if (typeof clientSecret === 'string') {
    const problem = { about: 'grant', source: 'own', code: clientSecret, facts: settings.facts } as const;
    return { problem, begun: null };
  }
  const askedAt = new Date();
  let answer: TokenAnswer;
  try {
    answer = await exchangeCode({
      server: settings.server,
      client: clientOf(settings, clientSecret),
      redirectUri: attempt.redirectUri,
      codeVerifier,
      nonce,
      state,
      callbackUrl,
      scopes: attempt.scopes,
      parameters: settings.provider.tokenParameters(settings.settings, 'authorization_code'),
      fetch: settings.fetch,
    });
  } catch (error) {
    if (!(error instanceof OAuthRefusal || error instanceof OAuthNoAnswer)) throw error;
    const problem = { about: 'grant', source: 'provider', reply: error.reply, facts: settings.facts } as const;
    return { problem, begun: null };
  }
  return storing(() => inTenant(ctx.tenantId, (tx) => storeOrDrop(tx, claimed, answer, askedAt)), aboutOf(attempt));
}

/** What is not stored must not live on at the provider: nobody would know of it here. */
async function storeOrDrop(tx: Tx, claimed: Claimed, answer: TokenAnswer, askedAt: Date): Promise<Refused | null> {
  const problem = await storeUnlessWrong(tx, claimed, answer, askedAt);
  return problem && { problem, begun: await dropAnswer(tx, claimed.settings, answer) };
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
  const missing = missingToSend(settings.access, answer.scopes);
  if (missing.length > 0) return own('scope_missing', { missingScopes: missing.join(', ') });
  const mismatch = await identityMismatch(tx, settings, answer);
  if (mismatch) return own(mismatch.code, mismatch.facts);
  if (await isOvertaken(tx, settings, answer, askedAt)) return own('access_revoked_meanwhile');
  await storeConsent(tx, ctx, settings, answer, askedAt);
  await readSecretEndSoon(tx, connection);
  await recordAudit(tx, ctx, { action: 'connection.consented', targetKind: 'connection', targetId: connectionId });
  return null;
}

/**
 * Whether the access was being revoked, for another connection, while this consent's code was exchanged: the provider
 * may have taken the new tokens along. The lock keeps the next one from beginning until this grant is there to be seen.
 */
async function isOvertaken(tx: Tx, settings: ConnectionSettings, answer: TokenAnswer, askedAt: Date): Promise<boolean> {
  const accessKey = accessKeyOf(settings, answer.identity);
  if (!accessKey) return false;
  await lockAccess(tx, accessKey);
  return wasRevokedWithin(tx, accessKey, Date.now() - askedAt.getTime());
}

/**
 * The mailbox that consented must be the one configured, and on reconnecting the one that consented before (O11). Where
 * a provider need not say who consented, what it does say must fit all the same.
 */
async function identityMismatch(tx: Tx, settings: ConnectionSettings, answer: TokenAnswer) {
  const { connection, provider, userName } = settings;
  const { identity } = answer;
  const before = await consentedIdentity(tx, connection.tenantId, connection.id);
  const mustSay = provider.namesAccount || before !== null;
  if (mustSay && !(provider.namesAccount ? identity?.address : identity)) {
    return { code: 'nobody_named', facts: {} } as const;
  }
  const accountAddress = identity?.address ?? '';
  if (before && (before.issuer !== identity?.issuer || before.subject !== identity.subject)) {
    const previousAddress = before.accountAddress ?? '';
    return { code: 'another_account', facts: { accountAddress, previousAddress } } as const;
  }
  if (identity?.address && accountAddress.toLowerCase() !== userName.toLowerCase()) {
    return { code: 'wrong_mailbox', facts: { accountAddress } } as const;
  }
  return null;
}
