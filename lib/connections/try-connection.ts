import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { Secret } from '#lib/crypto/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { OAuthNoAnswer, OAuthRefusal } from '#lib/oauth/index.ts';
import {
  applicationToken,
  type ConnectionSettings,
  type CredentialUse,
  describeProblem,
  type StoredProblem,
  settingsOrThrow,
} from '#lib/tokens/index.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { storeNew } from './create-connection.ts';
import { missingPermission } from './look-at-permission.ts';
import { outcomeDetail } from './outcome-detail.ts';
import { withItsEnd } from './read-secret-file.ts';
import { requireCleanTexts } from './require-clean-texts.ts';
import type { ConnectionInput, TryInput, TryOutcome } from './schema.ts';
import { deliver, testMail } from './send-test-email.ts';
import { storedSecret } from './stored-secret.ts';
import { signIn } from './verify-connection.ts';

type Credential = Extract<CredentialUse, { kind: 'credential' }>['credential'];

/**
 * Tries settings before they are saved: gets in, and, where somebody is named to get it, sends one test e-mail. Nothing
 * is stored but that a try was made. A refusal is an outcome, not an error.
 *
 * @param caller who waits for the outcome: once they are gone, nobody signs in for them any longer
 * @throws AppError `invalid_input` naming what cannot be used, and `grantKind` where a person must consent first;
 * `not_found` when the connection to copy the secret from is none of this tenant's; `too_many_requests`
 */
export async function tryConnection(
  ctx: TenantContext,
  { connection: given, to }: TryInput,
  caller?: AbortSignal,
): Promise<TryOutcome> {
  requireScope(ctx, 'connections:admin');
  if (given.grantKind === 'authorization_code') throw consentFirst();
  // Nothing of it is read before that.
  const isClaimed = await requireCleanTexts(ctx, given);
  checkEndpoints(given, given);
  const input = withItsEnd(given, given);
  const { settings, secret } = await asIfSaved(ctx, input);
  if (!isClaimed) await requireTryBudget(ctx);
  const { kind, problem } = await attempt(ctx, settings, secret, { to, caller });
  await inTenant(ctx.tenantId, (tx) => {
    const { provider, grantKind, transport, senderAddress } = settings.connection;
    return recordAudit(tx, ctx, {
      action: 'connection.tried',
      targetKind: 'connection',
      targetId: settings.connection.id,
      targetName: senderAddress,
      details: { provider, grantKind, transport, ...outcomeDetail(provider, problem, kind), ...(to ? { to } : {}) },
    });
  });
  return { kind, problem: problem && describeProblem(settings.provider.id, problem, 'asking', 'asking') };
}

function consentFirst(): AppError {
  const message = 'A person must consent first. Save it, consent, then send a test e-mail before activating it.';
  return new AppError('invalid_input', message, { fields: [{ path: 'grantKind', message }] });
}

/** Everything as it would be once saved, by the very way it is saved, which is then undone. */
async function asIfSaved(ctx: TenantContext, input: ConnectionInput) {
  const undone = new Error('Settings that are only tried are not stored.');
  const found: { settings?: ConnectionSettings; secret?: Awaited<ReturnType<typeof storedSecret>> } = {};
  await inTenant(ctx.tenantId, async (tx) => {
    const { id } = await storeNew(tx, ctx, input);
    found.settings = await settingsOrThrow(tx, ctx.tenantId, id);
    found.secret = await storedSecret(tx, found.settings.connection);
    throw undone;
  }).catch((error: unknown) => {
    if (error !== undone) throw error;
  });
  const { settings, secret } = found;
  if (!settings) throw undone;
  return { settings, secret: secret instanceof Secret ? secret : null };
}

type Tried = Pick<TryOutcome, 'kind'> & { problem: StoredProblem | null };

async function attempt(
  ctx: TenantContext,
  settings: ConnectionSettings,
  secret: Secret | null,
  { to, caller }: { to: string | undefined; caller: AbortSignal | undefined },
): Promise<Tried> {
  const credential = await credentialFor(settings, secret);
  if ('about' in credential) return { kind: 'refused', problem: credential };
  if (to) return deliver({ kind: 'credential', credential, settings }, testMail(settings.connection, to));
  const missing = credential.kind === 'token' ? await missingPermission(ctx, settings, credential.token) : null;
  const problem = missing ?? (await signIn({ credential, settings }, caller))?.problem ?? null;
  return { kind: problem ? 'refused' : 'accepted', problem };
}

async function credentialFor(settings: ConnectionSettings, secret: Secret | null): Promise<Credential | StoredProblem> {
  const { connection, provider, userName, facts, scopes } = settings;
  if (connection.grantKind === 'none') return { kind: 'none' };
  if (connection.grantKind === 'password') {
    if (secret) return { kind: 'password', userName, password: secret };
    return { about: 'grant', source: 'own', code: 'secret_missing', facts };
  }
  try {
    const { accessToken: token } = await applicationToken(settings, secret, scopes);
    return { kind: 'token', token, mechanism: provider.saslMechanism(settings.settings) };
  } catch (error) {
    if (!(error instanceof OAuthRefusal || error instanceof OAuthNoAnswer)) throw error;
    return { about: 'grant', source: 'provider', reply: error.reply, facts };
  }
}
