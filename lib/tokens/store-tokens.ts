import type { Secret } from '#lib/crypto/index.ts';
import type { Grant } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';
import type { TokenAnswer } from '#lib/oauth/index.ts';
import { accessTokenPlace, refreshTokenPlace } from './token-places.ts';

/** The columns that hold a refresh token, sealed to its generation. */
export async function sealedRefreshToken(
  tx: Tx,
  grant: Pick<Grant, 'id' | 'tenantId'>,
  generation: number,
  token: Secret,
) {
  const vault = await openVault(tx, grant.tenantId);
  return { generation, refreshToken: vault.seal(refreshTokenPlace(grant, generation), token) };
}

/** Puts an access token beside its grant; the version rises so that an older seal cannot be put back. */
export async function storeAccessToken(
  tx: Tx,
  grant: Pick<Grant, 'id' | 'tenantId'>,
  resource: string,
  answer: TokenAnswer,
  obtainedAt: Date,
): Promise<void> {
  const key = { grantId_resource: { grantId: grant.id, resource } };
  const before = await tx.accessToken.findUnique({ where: key, select: { version: true } });
  const version = (before?.version ?? 0) + 1;
  const vault = await openVault(tx, grant.tenantId);
  const columns = {
    version,
    token: vault.seal(accessTokenPlace(grant, resource, version), answer.accessToken),
    scopes: answer.scopes,
    obtainedAt,
    expiresAt: answer.expiresAt,
  };
  await tx.accessToken.upsert({
    where: key,
    create: { tenantId: grant.tenantId, grantId: grant.id, resource, ...columns },
    update: columns,
  });
}
