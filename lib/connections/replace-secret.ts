import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { Secret } from '#lib/crypto/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import type { ProviderId } from '#lib/providers/index.ts';
import { secretRule, showsSecret } from '#lib/providers/schema.ts';
import {
  accessToken,
  clearConfigProblem,
  describeProblem,
  lockConnection,
  problemColumn,
  type StoredProblem,
  sealClientSecret,
  settingsOrThrow,
  type TokenUse,
} from '#lib/tokens/index.ts';
import { connectionRowOrThrow, getConnection } from './get-connection.ts';
import { kindOf } from './kind-of.ts';
import { readSecretEndSoon } from './read-secret-ends.ts';
import { withItsEnd } from './read-secret-file.ts';
import { requireCleanTexts } from './require-clean-texts.ts';
import { requireNotRetired } from './require-not-retired.ts';
import { requireOwnKey } from './require-own-key.ts';
import type { ConnectionView } from './schema.ts';
import { endOfGiven } from './secret-end.ts';
import { signIn } from './verify-connection.ts';

/**
 * Replaces the client secret of a connection in use: the provider is asked with the new one first, and only a secret
 * that it let in is stored. Until then the old one stays. The key of another application is not even tried.
 *
 * @throws AppError `invalid_input` naming `clientSecret` when it is not this connection's or the provider refuses it,
 * `provider_unavailable` when it does not answer; `conflict` when the connection was changed meanwhile
 */
export async function replaceSecret(
  ctx: TenantContext,
  id: string,
  given: { clientSecret: string; clientSecretExpiresAt: string | null },
): Promise<ConnectionView> {
  requireScope(ctx, 'connections:admin');
  const before = await inTenant(ctx.tenantId, (tx) => connectionRowOrThrow(tx, ctx, id));
  requireNotRetired(before);
  const kind = kindOf(before);
  if (!showsSecret(kind)) throw new AppError('conflict', 'This connection shows no secret: there is none to replace.');
  // Nothing of it is read before that.
  const isClaimed = await requireCleanTexts(ctx, given);
  const input = withItsEnd(kind, given);
  requireOwnKey(before, input.clientSecret);
  if (!isClaimed) await requireTryBudget(ctx);
  const clientSecret = new Secret(input.clientSecret);
  const { provider, grantKind } = kind;
  const { name } = secretRule(kind);
  if (grantKind === 'password') requireSignedIn(name, provider, await tryPassword(ctx, id, clientSecret));
  else requireLetIn(name, await accessToken(ctx.tenantId, id, { obtainedAfter: new Date(), clientSecret }));
  await inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    const row = await connectionRowOrThrow(tx, ctx, id);
    if (row.configVersion !== before.configVersion) {
      throw new AppError(
        'conflict',
        `This connection was changed meanwhile. Look at it again, then replace the ${name}.`,
      );
    }
    await tx.connection.update({
      where: { id },
      data: {
        ...(await sealClientSecret(tx, row, clientSecret)),
        ...endOfGiven(kind, input.clientSecret, input.clientSecretExpiresAt),
        // It was just let in, whatever the one before ran into.
        ...(grantKind === 'password' && row.problem !== null
          ? { health: 'untested', problem: problemColumn(null) }
          : {}),
      },
    });
    await clearConfigProblem(tx, ctx.tenantId, id);
    await readSecretEndSoon(tx, row);
    // Each provider has its own word for what was replaced.
    await recordAudit(tx, ctx, {
      action: 'connection.secret_replaced',
      targetKind: 'connection',
      targetId: id,
      details: { provider, grantKind },
    });
  });
  return getConnection(ctx, id);
}

/** A password is shown to the mail server itself. */
async function tryPassword(ctx: TenantContext, id: string, password: Secret): Promise<StoredProblem | null> {
  const settings = await inTenant(ctx.tenantId, (tx) => settingsOrThrow(tx, ctx.tenantId, id));
  const answer = await signIn({ credential: { kind: 'password', userName: settings.userName, password }, settings });
  return answer?.problem ?? null;
}

function requireSignedIn(name: string, provider: ProviderId, problem: StoredProblem | null): void {
  if (problem) throw refusalOf(name, describeProblem(provider, problem));
}

/** A grant that needs a person or a policy is not the secret's fault: the provider judged it after letting us in. */
function requireLetIn(name: string, use: TokenUse): void {
  if (use.kind === 'token') return;
  const { class: who, title, cure } = describeProblem(use.settings.provider.id, use.problem);
  if (use.problem.source === 'own') {
    throw new AppError('conflict', `The new ${name} could not be tried, so it is not kept. ${title} ${cure}`);
  }
  if (who === 'consent' || who === 'policy') return;
  throw refusalOf(name, { class: who, title, cure });
}

type Said = Pick<ReturnType<typeof describeProblem>, 'class' | 'title' | 'cure'>;

function refusalOf(name: string, { class: who, title, cure }: Said): AppError {
  const refusal = `${title} The old ${name} stays in place. ${cure}`;
  // Nobody said anything about the secret.
  if (who === 'transient' || who === 'quota') return new AppError('provider_unavailable', refusal);
  return new AppError('invalid_input', refusal, { fields: [{ path: 'clientSecret', message: title }] });
}
