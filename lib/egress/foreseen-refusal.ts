import { config } from '#lib/config/index.ts';
import { readHost } from './address.ts';
import { denied, isDenied } from './dial.ts';
import { EgressError } from './egress-error.ts';
import { readTarget } from './http.ts';

const network = { allowed: () => config().egressAllow };

/**
 * Why this host and port will be refused whenever it is called, in the words of that refusal; null where only its
 * addresses can tell: a name is judged each time it is used.
 */
export function foreseenRefusal(spelling: string, port: number): string | null {
  return wordsOf(() => {
    const host = readHost(spelling);
    if (host.isAddress && isDenied(network, host, port, [host.name])) throw denied(host, port);
  });
}

/** The same of a URL, which must be https:// unless the operator lists its host and port. */
export function foreseenUrlRefusal(url: string): string | null {
  return wordsOf(() => {
    const { host, port } = readTarget(network, url);
    if (host.isAddress && isDenied(network, host, port, [host.name])) throw denied(host, port);
  });
}

function wordsOf(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof EgressError) return error.message;
    throw error;
  }
}
