import type { Secret } from '#lib/crypto/secret.ts';

/** What stands between this installation and a server. `userName` is empty where the proxy asks for none. */
export type ProxyServer = {
  kind: 'http' | 'socks5';
  host: string;
  port: number;
  userName: string;
  password: Secret | null;
};

/** As a sentence names it: without who signs in, an IPv6 address in brackets. */
export function proxyName({ host, port }: ProxyServer): string {
  return host.includes(':') ? `[${host.replace(/^\[|\]$/g, '')}]:${port}` : `${host}:${port}`;
}
