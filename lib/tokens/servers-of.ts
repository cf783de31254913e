import type { Connection } from '#lib/db/generated/client.ts';
import type { Facts } from '#lib/diagnosis/index.ts';
import { asksForTokens } from '#lib/providers/schema.ts';
import { speaksHttp, type TransportId } from '#lib/transports/schema.ts';
import type { ConnectionSettings, Overrides } from './connection-settings.ts';

/** The servers that a connection asks, by what its settings say, and what of their addresses a person typed (`own`). */
export function serversOf(
  { grantKind, transport }: Pick<Connection, 'grantKind' | 'transport'>,
  { endpoints, proxies }: Pick<ConnectionSettings, 'endpoints' | 'proxies'>,
  own: Overrides,
): NonNullable<Facts['servers']> {
  const typed = (isHost: boolean, isPort = false) => (isHost ? 'host' : isPort ? 'port' : 'nothing');
  const hasProxy = proxies.mail !== null;
  const authorization = {
    host: hostOf(endpoints.tokenEndpoint),
    typed: typed('tokenEndpoint' in own),
    hasProxy: proxies.authorization !== null,
  } as const;
  const api = { host: hostOf(endpoints.apiUrl), typed: typed('apiUrl' in own), hasProxy } as const;
  const mail = {
    host: endpoints.smtpHost,
    typed: typed('smtpHost' in own, 'smtpPort' in own || 'smtpSecurity' in own),
    hasProxy,
  } as const;
  return {
    ...(asksForTokens({ grantKind }) ? { authorization } : {}),
    ...(speaksHttp(transport as TransportId) ? { api } : { mail }),
  };
}

function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? '';
}
