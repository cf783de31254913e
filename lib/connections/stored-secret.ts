import { SealError, type Secret } from '#lib/crypto/index.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { showsSecret } from '#lib/providers/schema.ts';
import { openClientSecret } from '#lib/tokens/index.ts';
import { kindOf } from './kind-of.ts';

/**
 * The secret a connection holds, null where it shows none, or why it has none to use; the log has more on one that does
 * not open.
 */
export async function storedSecret(
  tx: Tx,
  connection: Connection,
): Promise<Secret | null | 'secret_missing' | 'secret_unreadable'> {
  if (!showsSecret(kindOf(connection))) return null;
  try {
    return (await openClientSecret(tx, connection)) ?? 'secret_missing';
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    const { id: connectionId, tenantId } = connection;
    log().error({ err: error, tenantId, connectionId }, 'a sealed value does not open');
    return 'secret_unreadable';
  }
}
