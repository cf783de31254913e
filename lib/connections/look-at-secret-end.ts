import type { Secret } from '#lib/crypto/index.ts';
import { EgressError } from '#lib/egress/index.ts';
import { AppError, retryAfterMs } from '#lib/errors/index.ts';
import type { ListedEnd, SecretEnd, ShownCredential } from '#lib/providers/index.ts';
import { accessToken, type ConnectionSettings, fetchWithin } from '#lib/tokens/index.ts';
import { speaksHttp, type TransportId } from '#lib/transports/schema.ts';

/** What came of asking: the list's word, null where it has none; not readable for this application; not this time. */
export type Look =
  | { kind: 'read'; listed: ListedEnd | null }
  | { kind: 'closed' }
  | { kind: 'later'; afterMs: number | undefined };

/** A connection whose provider has such a list, with what it shows there. */
export type Holder = {
  settings: ConnectionSettings;
  secretEnd: SecretEnd;
  shown: ShownCredential;
  /** What a person consented to. */
  scopes: string[];
};

/** Nobody permitted it, or the application lives in another directory: normal answers, and nobody's fault. */
const closedTo = [401, 403, 404];

const askTimeoutMs = 12_000;

/**
 * Reads at the provider when the credential ends that a connection shows. Nothing more is asked for than the connection
 * has: a person's grant opens the list only where it says so, an application is let in or is not.
 */
export async function lookAtSecretEnd(holder: Holder, now: Date): Promise<Look> {
  try {
    const token = await tokenFor(holder);
    return token ? await ask(holder, token, now) : { kind: 'closed' };
  } catch (error) {
    if (error instanceof EgressError || error instanceof AppError) return { kind: 'later', afterMs: undefined };
    throw error;
  }
}

/** A token for the list's resource, of the connection's own grant. Nobody sends with it: that is no use of the grant. */
async function tokenFor({ settings, secretEnd, scopes }: Holder): Promise<Secret | null> {
  const { id, tenantId, grantKind } = settings.connection;
  const isNamed = secretEnd.delegatedScopes.some((needed) => scopes.some((scope) => isScope(scope, needed)));
  if (grantKind !== 'client_credentials' && !isNamed) return null;
  const use = await accessToken(tenantId, id, { resource: secretEnd.resource, isAhead: true });
  return use.kind === 'token' ? use.token : null;
}

/** A scope may stand behind the address of what it is for. */
const isScope = (granted: string, name: string) => granted === name || granted.endsWith(`/${name}`);

async function ask({ settings, secretEnd, shown }: Holder, token: Secret, now: Date): Promise<Look> {
  const { connection, endpoints, proxies } = settings;
  // The list stands at the API: what the mail goes through on its way there, this goes through.
  const proxy = speaksHttp(connection.transport as TransportId) ? proxies.mail : proxies.authorization;
  const fetch = fetchWithin({ caCertificate: endpoints.caCertificate, proxy }, askTimeoutMs);
  const url = endpoints.apiUrl.replace(/\/+$/, '') + secretEnd.path(connection.clientId, shown.kind);
  const headers = { authorization: `Bearer ${token.reveal()}`, accept: 'application/json' };
  const response = await fetch(url, { headers });
  if (closedTo.includes(response.status)) return { kind: 'closed' };
  if (response.status !== 200) {
    return { kind: 'later', afterMs: retryAfterMs(response.headers.get('retry-after'), now.getTime()) };
  }
  return { kind: 'read', listed: secretEnd.read(jsonOf(await response.text()), shown, now) };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
