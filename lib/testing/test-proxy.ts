import { type AddressInfo, connect, type Server, type Socket } from 'node:net';

export type TestProxyOptions = {
  /** Any free one when absent. */
  port?: number;
  /** Whoever asks must sign in as this one. */
  userName?: string;
  password?: string;
  /** Where a target (`host:port`) leads, or how it is refused; where it says when absent. */
  route?: (target: string) => { host: string; port: number } | 'forbidden' | 'unreachable';
};

export type TestProxy = {
  port: number;
  /** Every target it was asked for, as it was asked for, also where nothing came of it. */
  seen: string[];
  close: () => Promise<void>;
};

type Upstream = { socket: Socket } | { refused: 'forbidden' | 'unreachable' };

/** A connection to where a target leads, or how the proxy is to refuse it. */
export async function openUpstream(target: string, options: TestProxyOptions): Promise<Upstream> {
  const to = (options.route ?? readTarget)(target);
  if (typeof to === 'string') return { refused: to };
  return new Promise((fulfil) => {
    const socket = connect({ ...to, noDelay: true });
    socket.once('connect', () => fulfil({ socket }));
    socket.once('error', () => fulfil({ refused: 'unreachable' }));
  });
}

function readTarget(target: string): { host: string; port: number } {
  const colon = target.lastIndexOf(':');
  return { host: target.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(target.slice(colon + 1)) };
}

/** Carries bytes both ways until one side ends. */
export function join(client: Socket, upstream: Socket): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}

/** Begins to listen on loopback. Closing the proxy ends what still goes through it. */
export async function listenAsProxy(
  server: Server,
  seen: string[],
  { port = 0 }: TestProxyOptions,
): Promise<TestProxy> {
  const clients = new Set<Socket>();
  server.on('connection', (client: Socket) => {
    clients.add(client);
    client.setNoDelay(true);
    client.on('error', () => {}).on('close', () => clients.delete(client));
  });
  await new Promise<void>((fulfil) => server.listen(port, '127.0.0.1', fulfil));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    close: () =>
      new Promise((fulfil) => {
        server.close(() => fulfil());
        for (const client of clients) client.destroy();
      }),
  };
}
