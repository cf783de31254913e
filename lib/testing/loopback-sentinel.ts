import { type AddressInfo, connect, createServer, type Server } from 'node:net';

export type LoopbackSentinel = {
  port: number;
  /** How many connections arrived, whatever address of this machine they were for. */
  connections: () => Promise<number>;
  close: () => Promise<void>;
};

const answer = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}';

/** A server on all addresses of this machine that nobody may reach; it counts who did, and answers any HTTP request. */
export async function startLoopbackSentinel(): Promise<LoopbackSentinel> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.on('error', () => {});
    socket.on('data', () => socket.end(answer));
  });
  // `::` takes IPv4 too; a machine without IPv6 has no other way in than IPv4.
  await listen(server, '::').catch(() => listen(server, '0.0.0.0'));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    connections: async () => {
      // Connections are accepted in their order: once ours is counted, everybody before it was.
      const before = new Promise<number>((fulfil) => server.once('connection', () => fulfil(count - 1)));
      const own = connect({ host: '127.0.0.1', port });
      own.on('error', () => {});
      const seen = await before;
      own.destroy();
      count -= 1;
      return seen;
    },
    close: () => new Promise((fulfil) => server.close(() => fulfil())),
  };
}

function listen(server: Server, host: string): Promise<void> {
  return new Promise((fulfil, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      server.removeListener('error', reject);
      fulfil();
    });
  });
}
