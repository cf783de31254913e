import { OAuthNoAnswer, OAuthRefusal, revokeToken } from '#lib/oauth/index.ts';
import type { BegunRevocation } from './begin-revocation.ts';
import { clientOf } from './client-of.ts';
import { type ConnectionSettings, fetchWithin } from './connection-settings.ts';
import type { StoredRevocation } from './stored-revocation.ts';

/** A person waits for it, and can do without. */
const revocationTimeoutMs = 10_000;

export type RevocationEnd = Exclude<StoredRevocation, { kind: 'under_way' | 'kept' }>;

/** Asks the provider to revoke what was begun. Runs outside any transaction; says what came of it, never throws that. */
export async function askToRevoke(settings: ConnectionSettings, begun: BegunRevocation): Promise<RevocationEnd> {
  const ended = (end: object) => ({ ...end, at: new Date().toISOString() }) as RevocationEnd;
  const { provider, connection } = settings;
  const at = provider.revocation.kind === 'none' ? null : provider.revocation;
  if (!begun.secrets || !at) {
    return ended({ kind: 'failed', reply: { protocol: 'oauth', code: 'secret_unreadable', text: unreadable } });
  }
  try {
    const fetch = fetchWithin(settings, revocationTimeoutMs);
    const { clientId, clientSecret, refreshToken } = begun.secrets;
    const client = clientOf({ ...settings, connection: { ...connection, clientId } }, clientSecret);
    const { reply } = await revokeToken({ endpoint: at.endpoint, fetch, client, refreshToken });
    return ended({ kind: 'revoked', ...(reply ? { reply } : {}) });
  } catch (error) {
    if (error instanceof OAuthRefusal || error instanceof OAuthNoAnswer) {
      return ended({ kind: 'failed', reply: error.reply });
    }
    throw error;
  }
}

const unreadable = 'The stored refresh token does not open, so it could not be shown to the provider.';
