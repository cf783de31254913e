import type { Socket } from 'node:net';
import { config } from '#lib/config/index.ts';
import { readHost } from './address.ts';
import { dial, machine, type Network } from './dial.ts';
import { asEgressError } from './egress-error.ts';
import { type EgressInit, fetchThrough } from './http.ts';
import { startLimit } from './time-limit.ts';

export type ConnectTarget = { host: string; port: number; timeoutMs: number };

export type Egress = {
  egressFetch: (url: string, init?: EgressInit) => Promise<Response>;
  egressConnect: (target: ConnectTarget) => Promise<Socket>;
};

/** The two ways out, over a given network. */
export function createEgress(network: Network): Egress {
  return {
    egressFetch: (url, init = {}) => fetchThrough(network, url, init),
    egressConnect: (target) => connectThrough(network, target),
  };
}

const egress = createEgress({ ...machine, allowed: () => config().egressAllow });

/**
 * One HTTP request to outside, on a connection of its own. Whatever the server answers is the result, with the body
 * already read, except a redirect: that, and no usable answer at all, throws an EgressError.
 */
export function egressFetch(url: string, init: EgressInit = {}): Promise<Response> {
  return egress.egressFetch(url, init);
}

/**
 * A plain TCP connection to outside, without Nagle's delay, for SMTP. The caller starts TLS on it with the original
 * host as servername. Throws an EgressError.
 */
export function egressConnect(target: ConnectTarget): Promise<Socket> {
  return egress.egressConnect(target);
}

async function connectThrough(network: Network, { host, port, timeoutMs }: ConnectTarget): Promise<Socket> {
  const limit = startLimit(timeoutMs, `${host} port ${port}`);
  try {
    return await dial(network, readHost(host), port, limit.signal);
  } catch (error) {
    throw asEgressError(error, false);
  } finally {
    limit.stop();
  }
}
