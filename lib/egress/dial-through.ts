import type { Socket } from 'node:net';
import { hostPort, readHost } from './address.ts';
import { askByConnect } from './ask-by-connect.ts';
import { askBySocks } from './ask-by-socks.ts';
import { addressLimit, checkedAddresses, dial, isAllowed, type Network, type Place } from './dial.ts';
import { asEgressError, EgressError, egressError } from './egress-error.ts';
import { type ProxyServer, proxyName } from './proxy.ts';
import { startLimit } from './time-limit.ts';

/** What the connection to the proxy itself may take: then it is the proxy that does not answer, and nobody behind it. */
const proxyMs = 8_000;

const ask = { http: askByConnect, socks5: askBySocks };

/**
 * A TCP connection to a place through a proxy. The proxy is dialled as any other host. The place is looked up and
 * checked here, and the proxy asked for exactly the addresses that were checked, so that it resolves nothing unseen;
 * a place on the operator's list it is asked for as it is written. Throws an EgressError with `requestSent` false.
 */
export async function dialThrough(
  network: Network,
  place: Place,
  proxy: ProxyServer,
  signal: AbortSignal,
): Promise<Socket> {
  const targets = await targetsOf(network, place, signal);
  let failure: unknown;
  for (const [index, target] of targets.entries()) {
    const isLast = index === targets.length - 1;
    const socket = await dialProxy(network, proxy, signal);
    const limit = isLast ? signal : AbortSignal.any([signal, addressLimit(target, place.port)]);
    try {
      return await askFor(socket, proxy, hostPort(readHost(target), place.port), limit);
    } catch (error) {
      failure = error;
      if (signal.aborted || !isOfTarget(error)) break;
    }
  }
  throw asEgressError(failure, false);
}

async function targetsOf(network: Network, place: Place, signal: AbortSignal): Promise<string[]> {
  const { host, port } = place;
  if (isAllowed(network, host, port)) return [host.name];
  try {
    return await checkedAddresses(network, place, signal);
  } catch (error) {
    if (signal.aborted || error instanceof EgressError) throw error;
    throw egressError(
      'EPROXY_NAME',
      `${host.name} cannot be looked up here (${asEgressError(error, false).reply.code}), and a proxy is asked only ` +
        `for addresses that were checked here. The operator can let this server look it up, or add ` +
        `${hostPort(host, port)} to EGRESS_ALLOW: then the proxy looks it up.`,
    );
  }
}

async function dialProxy(network: Network, proxy: ProxyServer, signal: AbortSignal): Promise<Socket> {
  const place: Place = { host: readHost(proxy.host), port: proxy.port, use: 'proxy' };
  const limit = startLimit(proxyMs, 'it');
  try {
    return await dial(network, place, AbortSignal.any([signal, limit.signal]));
  } catch (error) {
    const { reply } = asEgressError(error, false);
    const isPolicy = reply.code?.startsWith('EGRESS_');
    if (signal.aborted || isPolicy) throw error;
    throw egressError('EPROXY_UNREACHABLE', `The proxy ${proxyName(proxy)} cannot be reached: ${reply.text}`);
  } finally {
    limit.stop();
  }
}

async function askFor(socket: Socket, proxy: ProxyServer, target: string, signal: AbortSignal): Promise<Socket> {
  const stop = () => socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    await ask[proxy.kind](socket, proxy, target);
    return socket;
  } catch (error) {
    stop();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Whether another address of the same target may fare better: the proxy may have no IPv6. */
function isOfTarget(error: unknown): boolean {
  return (
    error instanceof EgressError && ['EPROXY_TARGET', 'EPROXY_REFUSED', 'ETIMEDOUT'].includes(error.reply.code ?? '')
  );
}
