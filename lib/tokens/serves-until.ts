import type { AccessToken } from '#lib/db/generated/client.ts';
import type { ResourceAccess } from '#lib/providers/index.ts';

type Life = Pick<AccessToken, 'obtainedAt' | 'expiresAt'>;

/** Until when mail may be sent with this token: the provider wants it to live on a while after. */
export function servesUntil(
  { obtainedAt, expiresAt }: Life,
  { minTokenLifeMs }: Pick<ResourceAccess, 'minTokenLifeMs'>,
) {
  // A server that gives short tokens would otherwise be asked for every message.
  const halfLifeMs = (expiresAt.getTime() - obtainedAt.getTime()) / 2;
  return new Date(expiresAt.getTime() - Math.min(minTokenLifeMs, halfLifeMs));
}
