import type { ConnectionView } from '#lib/connections/schema.ts';
import { isAnyServer } from '#lib/providers/schema.ts';

type Named = Pick<ConnectionView, 'provider' | 'providerLabel' | 'endpoints' | 'problem'>;

/** Who gives tokens to it, by name: the provider, or, where that may be any server, the server's own. */
export function authorizationServerName({ provider, providerLabel, endpoints }: Named): string {
  const { tokenEndpoint } = endpoints;
  return isAnyServer(provider) && URL.canParse(tokenEndpoint) ? new URL(tokenEndpoint).hostname : providerLabel;
}

/** Who takes its mail or stands in its way, by name: of any servers, the one that spoke last. */
export function serverName(connection: Named): string {
  if (!isAnyServer(connection.provider)) return connection.providerLabel;
  const isAboutToken = connection.problem?.reply.protocol === 'oauth';
  return isAboutToken ? authorizationServerName(connection) : connection.endpoints.smtpHost;
}
