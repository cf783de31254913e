import type { Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { Client, type Dispatcher } from 'undici';
import { hostPort, readHost } from './address.ts';
import { secureContext } from './certificates.ts';
import { isAllowed, type Network } from './dial.ts';
import { asEgressError, EgressError, egressError } from './egress-error.ts';
import type { ProxyServer } from './proxy.ts';
import { reach, wayTo } from './reach.ts';
import type { Host } from './schema.ts';
import { startLimit } from './time-limit.ts';

export type EgressInit = RequestInit & {
  /** PEM certificates trusted for this call besides the system's. */
  caCertificate?: string;
  /** Goes between, by CONNECT or SOCKS5, for http:// too; TLS and its checks are the target's own. */
  proxy?: ProxyServer | null;
  /** For everything, from the resolver to the last byte. 20 s when absent. */
  timeoutMs?: number;
  /** Most bytes of the answer's body. 1 MiB when absent. */
  maxBytes?: number;
};

const defaultTimeoutMs = 20_000;
const defaultMaxBytes = 1024 * 1024;

type Target = { url: URL; host: Host; port: number };

/** See `egressFetch`. */
export async function fetchThrough(network: Network, address: string, init: EgressInit): Promise<Response> {
  const target = readTarget(network, address);
  const way = wayTo(hostPort(target.host, target.port), init.proxy ?? null);
  const limit = startLimit(init.timeoutMs ?? defaultTimeoutMs, way, init.signal);
  const connector = new Connector(network, target, init, limit.signal);
  // A connection for each call: on a kept one that the server has just closed, nobody could say whether a refresh
  // token was presented. HTTP/1.1, because one request needs no streams.
  const client = new Client(target.url.origin, {
    connect: connector.connect,
    pipelining: 0,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    return await ask(client, target, init, limit.signal);
  } catch (error) {
    // undici wraps an abort in words of its own.
    throw asEgressError(limit.signal.aborted ? limit.signal.reason : error, connector.isConnected);
  } finally {
    limit.stop();
    void client.destroy();
  }
}

/** What a URL names, where it may be called at all. Throws an EgressError. */
export function readTarget(network: Pick<Network, 'allowed'>, address: string): Target {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw egressError('EGRESS_ADDRESS', 'This is not an https:// address that can be called.');
  }
  const host = readHost(url.hostname);
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (url.protocol === 'http:' && !isAllowed(network, host, port)) {
    throw egressError(
      'EGRESS_DENIED',
      `${url.origin} is not encrypted: use https://, or ask the operator to list ${hostPort(host, port)} in EGRESS_ALLOW.`,
    );
  }
  return { url, host, port };
}

async function ask(client: Client, target: Target, init: EgressInit, signal: AbortSignal): Promise<Response> {
  const { caCertificate, proxy, timeoutMs, maxBytes = defaultMaxBytes, signal: _caller, ...standard } = init;
  // The platform's Request gives bodies of every kind their bytes and their content type.
  const request = new Request(target.url, standard);
  const headers = Object.fromEntries(request.headers);
  delete headers.host;
  const answer = await client.request({
    method: request.method as Dispatcher.HttpMethod,
    path: `${target.url.pathname}${target.url.search}`,
    headers: { ...headers, 'accept-encoding': 'identity' },
    body: request.body ? Buffer.from(await request.arrayBuffer()) : null,
    signal,
  });
  refuseRedirect(answer, target.url);
  return responseOf(answer, await readBody(answer, maxBytes));
}

/** RFC 9700 §4.11 and ASVS 15.3.2: a redirected token request would carry the credentials somewhere unchecked. */
function refuseRedirect(answer: Dispatcher.ResponseData, from: URL): void {
  if (answer.statusCode < 300 || answer.statusCode > 399 || answer.statusCode === 304) return;
  const location = [answer.headers.location ?? ''].flat()[0];
  const to = URL.parse(location ?? '', from);
  throw new EgressError(
    {
      protocol: 'network',
      status: answer.statusCode,
      code: 'EREDIRECT',
      // Without its query: that may hold what we sent.
      text: `${from.host} answered with a redirect to ${to ? `${to.origin}${to.pathname}` : 'elsewhere'}, which is not followed.`,
    },
    true,
  );
}

async function readBody({ body, statusCode: status }: Dispatcher.ResponseData, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      const text = `The answer is larger than ${maxBytes} bytes.`;
      throw new EgressError({ protocol: 'network', status, code: 'ETOOLARGE', text }, true);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The platform's Response, which libraries check for by instanceof; undici's package has a class of its own. */
function responseOf(answer: Dispatcher.ResponseData, body: Buffer): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const hasNoBody = [204, 205, 304].includes(answer.statusCode);
  return new Response(hasNoBody ? null : new Uint8Array(body), { status: answer.statusCode, headers });
}

/** Opens the one connection of a call, and remembers that it was open: from then on bytes may have left. */
class Connector {
  isConnected = false;
  readonly #network: Network;
  readonly #target: Target;
  readonly #caCertificate: string;
  readonly #proxy: ProxyServer | null;
  readonly #signal: AbortSignal;

  constructor(network: Network, target: Target, init: EgressInit, signal: AbortSignal) {
    this.#network = network;
    this.#target = target;
    this.#caCertificate = init.caCertificate ?? '';
    this.#proxy = init.proxy ?? null;
    this.#signal = signal;
  }

  readonly connect = (_options: unknown, done: (...args: [null, Socket] | [Error, null]) => void): void => {
    this.#open().then(
      (socket) => {
        this.isConnected = true;
        done(null, socket);
      },
      (error) => done(asEgressError(error, false), null),
    );
  };

  async #open(): Promise<Socket> {
    const { url, host, port } = this.#target;
    // First, so that certificates that cannot be read leave no open socket.
    const context = url.protocol === 'https:' ? secureContext(this.#caCertificate) : undefined;
    const socket = await reach(this.#network, { host, port, use: 'web' }, this.#proxy, this.#signal);
    return context ? startTls(socket, host, context, this.#signal) : socket;
  }
}

function startTls(socket: Socket, host: Host, context: SecureContext, signal: AbortSignal): Promise<Socket> {
  return new Promise((fulfil, reject) => {
    const secured = connectTls({
      socket,
      secureContext: context,
      // The name that was asked for, not the address that was dialled; SNI takes no addresses (RFC 6066 §3).
      host: host.name,
      servername: host.isAddress ? '' : host.name,
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
    });
    const stop = () => secured.destroy(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    secured.once('close', () => signal.removeEventListener('abort', stop));
    secured.once('error', (error) => {
      socket.destroy();
      reject(error);
    });
    secured.once('secureConnect', () => fulfil(secured));
    if (signal.aborted) stop();
  });
}
