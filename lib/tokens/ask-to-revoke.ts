import { OAuthNoAnswer, OAuthRefusal, revokeToken } from '#lib/oauth/index.ts';
import type { BegunRevocation } from './begin-revocation.ts';
import { clientShowing } from './client-of.ts';
import { fetchWithin } from './connection-settings.ts';
import type { StoredRevocation } from './stored-revocation.ts';

/** A person waits for it, and can do without. */
const revocationTimeoutMs = 10_000;

export type RevocationEnd = Exclude<StoredRevocation, { kind: 'under_way' | 'kept' }>;

/** Asks the provider to revoke what was begun. Runs outside any transaction; says what came of it, never throws that. */
export async function askToRevoke({ request }: BegunRevocation): Promise<RevocationEnd> {
  const ended = (end: object) => ({ ...end, at: new Date().toISOString() }) as RevocationEnd;
  if (!request) {
    return ended({ kind: 'failed', reply: { protocol: 'oauth', code: 'secret_unreadable', text: unreadable } });
  }
  const { endpoint, clientId, showing, clientSecret, refreshToken } = request;
  try {
    const fetch = fetchWithin(request, revocationTimeoutMs);
    const client = clientShowing(clientId, showing, clientSecret);
    const { reply } = await revokeToken({ endpoint, fetch, client, refreshToken });
    return ended({ kind: 'revoked', ...(reply ? { reply } : {}) });
  } catch (error) {
    if (error instanceof OAuthRefusal || error instanceof OAuthNoAnswer) {
      return ended({ kind: 'failed', reply: error.reply });
    }
    throw error;
  }
}

const unreadable = 'What is stored for the request does not open, so the token could not be shown to the provider.';
