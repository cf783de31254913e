import type { Socket } from 'node:net';
import { config } from '#lib/config/index.ts';
import { readHost } from './address.ts';
import { machine, type Network } from './dial.ts';
import { asEgressError } from './egress-error.ts';
import { type EgressInit, fetchThrough } from './http.ts';
import type { ProxyServer } from './proxy.ts';
import { reach, wayTo } from './reach.ts';
import { connectSocket } from './socket.ts';
import { startLimit } from './time-limit.ts';

export type ConnectTarget = {
  host: string;
  port: number;
  /** For everything, the resolver and the proxy included. */
  timeoutMs: number;
  proxy?: ProxyServer | null;
  /** Ends it earlier. */
  signal?: AbortSignal | null;
  /** What is expected there. A mail server when absent. */
  use?: 'mail' | 'scanner';
};

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

const egress = createEgress({
  ...machine,
  allowed: () => config().egressAllow,
  ports: () => config().egressPorts,
});

/**
 * One HTTP request to outside, on a connection of its own. Whatever the server answers is the result, with the body
 * already read, except a redirect: that, and no usable answer at all, throws an EgressError.
 */
export function egressFetch(url: string, init: EgressInit = {}): Promise<Response> {
  return egress.egressFetch(url, init);
}

/**
 * A plain TCP connection to outside, without Nagle's delay, for SMTP, through the proxy where one is given. The caller
 * starts TLS on it with the original host as servername. Throws an EgressError.
 */
export function egressConnect(target: ConnectTarget): Promise<Socket> {
  return egress.egressConnect(target);
}

/**
 * A connection to a socket of this machine. Only a path that the operator's environment names is reached: what a tenant
 * types must never open one. Throws an EgressError.
 */
export function egressSocket({ path, timeoutMs }: { path: string; timeoutMs: number }): Promise<Socket> {
  const { clamd } = config();
  return connectSocket(path, clamd?.kind === 'socket' ? clamd.path : undefined, timeoutMs);
}

async function connectThrough(network: Network, target: ConnectTarget): Promise<Socket> {
  const { host, port, timeoutMs, proxy = null, signal = null, use = 'mail' } = target;
  const limit = startLimit(timeoutMs, wayTo(`${host} port ${port}`, proxy), signal);
  try {
    return await reach(network, { host: readHost(host), port, use }, proxy, limit.signal);
  } catch (error) {
    throw asEgressError(error, false);
  } finally {
    limit.stop();
  }
}
