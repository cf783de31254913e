import { createServer } from 'node:net';

/**
 * Below 32768, from where on the system takes ports for connections that go out: one of these could come between the
 * choice of a port and its use. Processes that run at once mostly have a thousand each.
 */
const first = 20_000 + (process.pid % 12) * 1_000;
let next = Math.floor(Math.random() * 1_000);

/** Ports of this machine that nobody listens on, all different. */
export async function freePorts<const Names extends readonly string[]>(
  ...names: Names
): Promise<Record<Names[number], number>> {
  const ports: [string, number][] = [];
  for (const name of names) ports.push([name, await freePort()]);
  return Object.fromEntries(ports) as Record<Names[number], number>;
}

async function freePort(): Promise<number> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const port = first + (next++ % 1_000);
    if (await isFree(port)) return port;
  }
  throw new Error(`Every port from ${first} on is taken.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
