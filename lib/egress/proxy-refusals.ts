import { STATUS_CODES } from 'node:http';
import { type EgressCode, EgressError, egressError } from './egress-error.ts';
import { type ProxyServer, proxyName } from './proxy.ts';

/**
 * What a proxy answered instead of a connection, never in its own words: they may repeat the password it was sent, or
 * what it found inside its network.
 */
export function statusRefusal(proxy: ProxyServer, status: number): EgressError {
  const text = `The proxy ${proxyName(proxy)} answered ${status} ${STATUS_CODES[status] ?? ''}`.trim();
  return new EgressError({ protocol: 'network', status, code: codeOfStatus(status), text: `${text}.` }, false);
}

function codeOfStatus(status: number): EgressCode {
  if (status === 407) return 'EPROXY_AUTH';
  return status >= 500 || status === 408 || status === 429 ? 'EPROXY_TARGET' : 'EPROXY_REFUSED';
}

/** RFC 1928 §6. */
const socksReplies: Record<number, { code: EgressCode; words: string }> = {
  1: { code: 'EPROXY_TARGET', words: 'general failure' },
  2: { code: 'EPROXY_REFUSED', words: 'not allowed by its rules' },
  3: { code: 'EPROXY_TARGET', words: 'network unreachable' },
  4: { code: 'EPROXY_TARGET', words: 'host unreachable' },
  5: { code: 'EPROXY_TARGET', words: 'connection refused' },
  6: { code: 'EPROXY_TARGET', words: 'time to live expired' },
  7: { code: 'EPROXY_REFUSED', words: 'command not supported' },
  8: { code: 'EPROXY_REFUSED', words: 'address type not supported' },
};

export function socksRefusal(proxy: ProxyServer, reply: number): EgressError {
  const { code, words } = socksReplies[reply] ?? { code: 'EPROXY_REFUSED', words: 'a reply without a meaning' };
  return egressError(code, `The proxy ${proxyName(proxy)} answered ${reply}: ${words}.`);
}

/** Neither a yes nor a no. */
export function notSpoken(proxy: ProxyServer): EgressError {
  const kind = proxy.kind === 'http' ? 'an HTTP' : 'a SOCKS5';
  return egressError(
    'EPROXY_PROTOCOL',
    `The proxy ${proxyName(proxy)} hung up, or did not answer as ${kind} proxy does.`,
  );
}

/** Before anything is sent, and of what was typed in, not of the proxy. */
export function unusableSignIn(problem: string): EgressError {
  return egressError('EPROXY_AUTH', problem);
}

export function signInRefused(proxy: ProxyServer): EgressError {
  const asked = proxy.userName ? `does not let “${proxy.userName}” in` : 'asks for a user name and password';
  return egressError('EPROXY_AUTH', `The proxy ${proxyName(proxy)} ${asked}.`);
}
