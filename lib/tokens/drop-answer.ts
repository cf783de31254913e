import type { Tx } from '#lib/db/index.ts';
import type { TokenAnswer } from '#lib/oauth/index.ts';
import { accessKeyOf, lockAccess, revocationAt } from './access-key.ts';
import { type BegunRevocation, beginRevocationOf } from './begin-revocation.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { isAccessShared } from './is-access-shared.ts';

/**
 * Decides what becomes of a refresh token that a consent brought and that is not stored: it lives at the provider, and
 * nobody here could take it back later. It is revoked, unless a live grant, this connection's own among them, would die
 * with it; null then, and where there is nothing to revoke. `settings`: those that the code was exchanged with. The
 * caller has locked the connection's row, and makes the request after its commit.
 */
export async function dropAnswer(
  tx: Tx,
  settings: ConnectionSettings,
  answer: TokenAnswer,
): Promise<BegunRevocation | null> {
  const { refreshToken, identity } = answer;
  const at = revocationAt(settings);
  const accessKey = accessKeyOf(settings, identity);
  if (!refreshToken || !at || !accessKey) return null;
  await lockAccess(tx, accessKey);
  if (await isAccessShared(tx, accessKey, [])) return null;
  return beginRevocationOf(tx, settings, refreshToken, { accessKey, endpoint: at.endpoint });
}
