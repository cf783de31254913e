import type { Socket } from 'node:net';
import { dial, type Network, type Place } from './dial.ts';
import { dialThrough } from './dial-through.ts';
import { type ProxyServer, proxyName } from './proxy.ts';

/** A TCP connection to a place, by itself or through a proxy. The place is checked here either way. */
export function reach(network: Network, place: Place, proxy: ProxyServer | null, signal: AbortSignal): Promise<Socket> {
  return proxy ? dialThrough(network, place, proxy, signal) : dial(network, place, signal);
}

/** How a sentence names what did not answer: the proxy may be why. */
export function wayTo(place: string, proxy: ProxyServer | null): string {
  return proxy ? `${place} through the proxy ${proxyName(proxy)}` : place;
}
