import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from '#lib/testing/test-proxy.ts';

/** Stands between a program and its database, and lets nobody through while it is cut. */
export async function startDatabaseGate(databaseUrl: string) {
  const to = new URL(databaseUrl);
  const open = new Set<Socket>();
  let isCut = false;
  let turnedAway = 0;
  let enough: { count: number; reached: PromiseWithResolvers<void> } | undefined;
  const server = createServer((client) => {
    client.on('error', () => {});
    if (isCut) {
      turnedAway += 1;
      if (turnedAway === enough?.count) enough.reached.resolve();
      return void client.destroy();
    }
    const database = connect({ host: to.hostname, port: Number(to.port), noDelay: true });
    open.add(client);
    client.on('close', () => open.delete(client));
    join(client, database);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    /** Ends every session; resolves when so many have been turned away since. */
    cut: (count: number): { turnedAway: Promise<void> } => {
      const reached = Promise.withResolvers<void>();
      enough = { count, reached };
      turnedAway = 0;
      isCut = true;
      for (const socket of open) socket.destroy();
      return { turnedAway: reached.promise };
    },
    mend: () => {
      isCut = false;
    },
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
