import type { TenantContext } from '#lib/accounts/index.ts';
import type { Secret } from '#lib/crypto/index.ts';
import type { Connection, Prisma } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { sealClientSecret } from '#lib/tokens/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { kindOf } from './kind-of.ts';
import { certificateEnd } from './read-secret-file.ts';
import { requireSameRecipient, secretNeededAgain } from './require-same-recipient.ts';
import { type ConnectionKind, secretEndProblem } from './schema.ts';
import { endBy } from './secret-end.ts';
import { storedSecret } from './stored-secret.ts';

/**
 * The columns that store another connection's secret in a new row: opened and sealed again, since a seal is bound to
 * its row. `endsAt` is kept where given; undefined takes the end along, as does one that the provider told; a certificate
 * tells its own.
 *
 * @throws AppError `not_found` for a stranger's connection; `invalid_input` where the secret must be pasted again
 */
export async function copySecret(
  tx: Tx,
  ctx: TenantContext,
  to: Connection,
  { from, endsAt }: { from: string; endsAt: string | null | undefined },
): Promise<Prisma.ConnectionUncheckedUpdateInput> {
  const source = await connectionRowOrThrow(tx, ctx, from);
  requireSameRecipient(source, to);
  const secret = await openOrThrow(tx, source);
  const told = certificateEnd(kindOf(to), secret.reveal());
  const isKept = source.secretEndSource === 'provider' || (told === null && endsAt === undefined);
  const end = isKept ? endIn(source) : told === null ? endIn(to) : endBy('certificate', told);
  requireNotEnded(kindOf(to), end.clientSecretExpiresAt);
  return { ...(await sealClientSecret(tx, to, secret)), ...end };
}

function endIn({ clientSecretExpiresAt, secretEndSource, secretEndReadAt, secretUnlistedAt }: Connection) {
  return { clientSecretExpiresAt, secretEndSource, secretEndReadAt, secretUnlistedAt };
}

async function openOrThrow(tx: Tx, source: Connection): Promise<Secret> {
  const secret = await storedSecret(tx, source);
  if (secret === null || secret === 'secret_missing') throw secretNeededAgain('the stored one was destroyed');
  if (secret === 'secret_unreadable') throw secretNeededAgain('the stored one cannot be read');
  return secret;
}

function requireNotEnded(kind: ConnectionKind, end: Date | null): void {
  const message = end && secretEndProblem(kind, end.toISOString().slice(0, 10));
  if (message) throw new AppError('invalid_input', message, { fields: [{ path: 'clientSecretExpiresAt', message }] });
}
