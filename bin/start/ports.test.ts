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
