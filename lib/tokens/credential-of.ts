import { SealError } from '#lib/crypto/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import type { Credential } from '#lib/transports/index.ts';
import { accessToken, type TokenUse } from './access-token.ts';
import type { Need } from './claim-lease.ts';
import { type ConnectionSettings, openClientSecret, settingsOrThrow } from './connection-settings.ts';
import { recall } from './kept-tokens.ts';
import { markUnreadable } from './mark-unreadable.ts';

/** What a connection opens its mailbox with, or why it has nothing. */
export type CredentialUse =
  | { kind: 'credential'; credential: Credential; settings: ConnectionSettings }
  | Extract<TokenUse, { kind: 'problem' }>;

/**
 * The credential of a connection: an access token (see `accessToken`), the stored password, or none where none is shown.
 *
 * @throws AppError `not_found`; `provider_unavailable` when no token came in time
 */
export async function credentialOf(
  tenantId: string,
  connectionId: string,
  asked: Pick<Need, 'obtainedAfter'> = {},
): Promise<CredentialUse> {
  const known = asked.obtainedAfter ? null : recall(tenantId, connectionId, '');
  const stored = known ? null : await look(tenantId, connectionId);
  if (stored) return stored;
  const use = known ?? (await accessToken(tenantId, connectionId, asked));
  if (use.kind === 'problem') return use;
  const { token, settings } = use;
  const mechanism = settings.provider.saslMechanism(settings.settings);
  return { kind: 'credential', credential: { kind: 'token', token, mechanism }, settings };
}

async function look(tenantId: string, connectionId: string): Promise<CredentialUse | null> {
  try {
    return await inTenant(tenantId, (tx) => stored(tx, tenantId, connectionId));
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    log().error({ err: error, tenantId, connectionId }, 'a sealed value does not open');
    return inTenant(tenantId, (tx) => markUnreadable(tx, tenantId, connectionId));
  }
}

/** Null where an authorization server is asked. */
async function stored(tx: Tx, tenantId: string, connectionId: string): Promise<CredentialUse | null> {
  const settings = await settingsOrThrow(tx, tenantId, connectionId);
  const { connection, userName, facts } = settings;
  switch (connection.grantKind) {
    case 'none':
      return { kind: 'credential', credential: { kind: 'none' }, settings };
    case 'password': {
      const password = await openClientSecret(tx, connection);
      if (password) return { kind: 'credential', credential: { kind: 'password', userName, password }, settings };
      return { kind: 'problem', problem: { about: 'grant', source: 'own', code: 'secret_missing', facts }, settings };
    }
    default:
      return null;
  }
}
