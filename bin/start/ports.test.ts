import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { requireFreePort } from './ports.ts';

const server = createServer();
afterEach(() => void server.close());

it('names the taken port, who wants it, and the variable that changes it', async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const wish = { port, variable: 'SANDBOX_PORT', what: 'the sandbox' };
  await expect(requireFreePort(wish, 0)).rejects.toThrow(
    `Port ${port} is taken, and the sandbox needs it: stop the program that listens there, or choose another with SANDBOX_PORT=${port + 1}.`,
  );
  const patient = requireFreePort(wish, 10_000);
  server.close();
  await patient;
});

it('refuses an address that is none of this machine’s, with a sentence', async () => {
  const wish = { port: 34_567, variable: 'PORT', what: 'the web server', host: '192.0.2.1' };
  await expect(requireFreePort(wish, 0)).rejects.toThrow(
    'HOST is “192.0.2.1”: nothing can listen there (EADDRNOTAVAIL). Give an address of this machine.',
  );
});

// Only Linux has the whole of 127.0.0.0/8 without being asked.
it.runIf(process.platform === 'linux')('sees that the port is taken on the address that is to be bound', async () => {
  server.listen(0, '127.0.0.2');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const wish = { port, variable: 'PORT', what: 'the web server' };
  await requireFreePort(wish, 0);
  await expect(requireFreePort({ ...wish, host: '127.0.0.2' }, 0)).rejects.toThrow(`Port ${port} is taken`);
});
