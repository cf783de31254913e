import type { ProxyInput, ProxyView } from '#lib/connections/schema.ts';

/** What stands in the form of the way through a proxy, as typed. */
export type ProxyValues = {
  kind: 'none' | ProxyInput['kind'];
  host: string;
  port: string;
  userName: string;
  password: string;
  uses: ProxyInput['uses'];
};

export const noProxy: ProxyValues = {
  kind: 'none',
  host: '',
  port: '',
  userName: '',
  password: '',
  uses: ['authorization', 'mail'],
};

/** Where proxies of a kind usually listen. */
const usualPorts: Record<ProxyValues['kind'], string> = { none: '', http: '3128', socks5: '1080' };

/** The values once a kind is chosen: with its usual port, unless another was typed. */
export function withKind(values: ProxyValues, kind: ProxyValues['kind']): ProxyValues {
  const isTyped = values.port.trim() !== '' && values.port !== usualPorts[values.kind];
  return { ...values, kind, port: isTyped ? values.port : usualPorts[kind] };
}

/** A stored proxy as the form shows it; its password never comes back. */
export function proxyValuesOf(proxy: ProxyView | null): ProxyValues {
  if (!proxy) return noProxy;
  const { kind, host, port, userName, uses } = proxy;
  return { kind, host, port: String(port), userName, password: '', uses };
}

/** The proxy of the connection that is edited, or of the one that a new one starts from. */
export type KnownProxy = { stored: ProxyView | null; copied: ProxyView | null };

/**
 * What becomes of a password that is not typed: it stays, it has to be typed again, or there is none. A copy goes along
 * with the secret of the connection it starts from, as the server has it.
 */
export function proxyPassword(
  values: ProxyValues,
  { stored, copied }: KnownProxy,
  copiesSecret: boolean,
): 'kept' | 'again' | 'none' {
  if (keepsProxyPassword(values, stored)) return 'kept';
  if (!keepsProxyPassword(values, copied)) return 'none';
  return copiesSecret ? 'kept' : 'again';
}

/** Whether the stored password goes with what is typed: the same person at the same proxy. */
function keepsProxyPassword(values: ProxyValues, stored: ProxyView | null): boolean {
  const { kind, host, port, userName } = values;
  return (
    stored?.hasPassword === true &&
    stored.kind === kind &&
    stored.host === host.trim() &&
    String(stored.port) === port.trim() &&
    stored.userName === userName.trim()
  );
}

/** The request's proxy: none, or with its password where one is typed; left out, the stored one stays. */
export function proxyInputOf({ kind, port, password, ...rest }: ProxyValues): ProxyInput | null {
  if (kind === 'none') return null;
  // What is no number is no port either: the schema says which ports there are.
  const number = /^\d+$/.test(port.trim()) ? Number(port) : 0;
  return { kind, ...rest, port: number, ...(password === '' ? {} : { password }) };
}
