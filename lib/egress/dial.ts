import { lookup } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';
import { hostPort, isPublicAddress, readHost } from './address.ts';
import { asEgressError, type EgressError, egressError } from './egress-error.ts';
import { requireUsualPort, type Use } from './ports.ts';
import type { Host } from './schema.ts';
import { startLimit } from './time-limit.ts';

/** What the outside consists of; tests put their own in place of the machine's. */
export type Network = {
  /** Exact host:port pairs that may be reached although their addresses are private. */
  allowed: () => readonly string[];
  /** Ports that public hosts may be reached at besides the usual ones. */
  ports: () => readonly number[];
  /** All addresses of a name, in the order to try them. */
  resolve: (name: string) => Promise<string[]>;
  /** Connects to one address. The promise keeps to the signal and leaves no socket behind when it rejects. */
  connect: (address: string, port: number, signal: AbortSignal) => Promise<Socket>;
};

/** Where a connection leads, and what for. */
export type Place = { host: Host; port: number; use: Use };

/** The machine's resolver (getaddrinfo, so /etc/hosts counts) and its TCP. */
export const machine = { resolve, connect: connectTo };

/** More addresses than this are not tried. */
const mostAddresses = 6;

/** What one address may take while another is left to try: a dead IPv6 route must not use up all the time. */
const oneAddressMs = 4_000;

/** Whether this very host and port is on the operator's list. */
export function isAllowed(network: Pick<Network, 'allowed'>, host: Host, port: number): boolean {
  return network.allowed().some((entry) => {
    const colon = entry.lastIndexOf(':');
    return hostPort(readHost(entry.slice(0, colon)), Number(entry.slice(colon + 1))) === hostPort(host, port);
  });
}

/**
 * Connects to one of exactly the addresses that were checked: a name that answers differently the second time changes
 * nothing. Throws an EgressError with `requestSent` false.
 */
export async function dial(network: Network, place: Place, signal: AbortSignal): Promise<Socket> {
  return connectToFirst(network, await checkedAddresses(network, place, signal), place.port, signal);
}

/**
 * The addresses of a place, looked up once, in the order to try them. Refuses them all when any of them is not public,
 * or the port is none of the usual. A place on the operator's list may be private and have any port.
 */
export async function checkedAddresses(network: Network, place: Place, signal: AbortSignal): Promise<string[]> {
  const { host, port } = place;
  requirePort(port);
  const addresses = await addressesOf(network, host, signal);
  if (isDenied(network, host, port, addresses)) throw denied(host, port);
  if (!isAllowed(network, host, port)) requireUsualPort(place, network.ports());
  return addresses.slice(0, mostAddresses);
}

/** Whether policy refuses a place that has these addresses. */
export function isDenied(network: Pick<Network, 'allowed'>, host: Host, port: number, addresses: string[]): boolean {
  return !isAllowed(network, host, port) && !addresses.every(isPublicAddress);
}

/**
 * One sentence for every reason: it must not tell what an inside name leads to, nor whether anything is there (N5). That
 * a name is known here at all is told by it: who mistypes a host has to learn that nobody is called so.
 */
export function denied(host: Host, port: number): EgressError {
  return egressError(
    'EGRESS_DENIED',
    `${hostPort(host, port)} is not a public address, and it is not on the list of hosts this installation may reach.`,
  );
}

function requirePort(port: number): void {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw egressError('EGRESS_ADDRESS', `${port} is not a port: ports go from 1 to 65535.`);
  }
}

async function addressesOf(network: Network, host: Host, signal: AbortSignal): Promise<string[]> {
  // net.connect never calls a lookup hook for a literal address, so literals are checked here like answers are.
  const addresses = host.isAddress ? [host.name] : await untilAborted(network.resolve(host.name), signal);
  if (addresses.length === 0) throw egressError('EGRESS_ADDRESS', `${host.name} has no address.`);
  return addresses;
}

async function connectToFirst(
  network: Network,
  addresses: string[],
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  let failure: unknown;
  for (const [index, address] of addresses.entries()) {
    const isLast = index === addresses.length - 1;
    try {
      return await network.connect(
        address,
        port,
        isLast ? signal : AbortSignal.any([signal, addressLimit(address, port)]),
      );
    } catch (error) {
      failure = error;
      if (signal.aborted) break;
    }
  }
  throw asEgressError(failure, false);
}

/** Ends the try of one address while another is left. */
export function addressLimit(address: string, port: number): AbortSignal {
  return startLimit(oneAddressMs, `${address} port ${port}`).signal;
}

async function resolve(name: string): Promise<string[]> {
  const answers = await lookup(name, { all: true, order: 'verbatim' });
  return answers.map((answer) => answer.address);
}

function connectTo(address: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((fulfil, reject) => {
    const socket = connect({ host: address, port, noDelay: true });
    const stop = () => socket.destroy(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    socket.once('error', reject);
    // Whoever takes the socket listens too; an error in between must not end the process.
    socket.on('error', () => {});
    socket.once('close', () => signal.removeEventListener('abort', stop));
    socket.once('connect', () => {
      signal.removeEventListener('abort', stop);
      socket.removeListener('error', reject);
      fulfil(socket);
    });
    if (signal.aborted) stop();
  });
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((fulfil, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(fulfil, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
