import { createServer, Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readHost } from './address.ts';
import { dial, machine, type Network } from './dial.ts';
import { createEgress } from './egress.ts';

const inside = ['127.0.0.1', '169.254.169.254', '10.0.0.1', '::1'];
const outside = '93.184.216.34';
const signal = () => new AbortController().signal;

/** A network on which every connection is noted and refused. */
function notedNetwork(resolve: Network['resolve'], allowed: string[] = []) {
  const dialled: string[] = [];
  const network: Network = {
    allowed: () => allowed,
    ports: () => [],
    resolve,
    connect: async (address) => {
      dialled.push(address);
      throw Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: 'ECONNREFUSED' });
    },
  };
  return { network, dialled };
}

describe('a name that answers differently each time (N3)', () => {
  const rounds = 1_000;
  const rebinding = () => {
    let asked = 0;
    return async () => {
      asked += 1;
      return [asked % 2 === 1 ? outside : (inside[asked % inside.length] as string)];
    };
  };

  it(`never leads inside: 0 of ${rounds}`, async () => {
    const { network, dialled } = notedNetwork(rebinding());
    const { egressFetch, egressConnect } = createEgress(network);
    for (let round = 0; round < rounds / 2; round += 1) {
      await Promise.allSettled([
        egressConnect({ host: 'rebind.example', port: 25, timeoutMs: 5_000 }),
        egressFetch('https://rebind.example/token'),
      ]);
    }
    expect(dialled.filter((address) => address !== outside)).toEqual([]);
    expect(dialled).toHaveLength(rounds / 2);
  });

  it('control: checking first and connecting by name afterwards leads inside', async () => {
    const resolve = rebinding();
    const { network, dialled } = notedNetwork(resolve);
    for (let round = 0; round < rounds; round += 1) {
      const [checked] = await network.resolve('rebind.example');
      if (checked !== outside) continue;
      const [again] = await network.resolve('rebind.example');
      await network.connect(again as string, 25, signal()).catch(() => {});
    }
    expect(dialled.filter((address) => address !== outside).length).toBeGreaterThan(rounds / 4);
  });
});

it('refuses a name when only one of its addresses is inside, whichever it is', async () => {
  for (const address of inside) {
    for (const answers of [
      [outside, address],
      [address, outside],
    ]) {
      const { network, dialled } = notedNetwork(async () => answers);
      await expect(
        dial(network, { host: readHost('half.example'), port: 25, use: 'mail' }, signal()),
      ).rejects.toMatchObject({
        reply: { protocol: 'network', code: 'EGRESS_DENIED' },
      });
      expect(dialled).toEqual([]);
    }
  }
});

it('tries the addresses in their order and reports the last failure', async () => {
  const { network, dialled } = notedNetwork(async () => ['2606:4700::1111', outside]);
  await expect(dial(network, { host: readHost('two.example'), port: 25, use: 'mail' }, signal())).rejects.toMatchObject(
    {
      requestSent: false,
      reply: { code: 'ECONNREFUSED', text: `connect ECONNREFUSED ${outside}` },
    },
  );
  expect(dialled).toEqual(['2606:4700::1111', outside]);
});

it('takes the first address that answers', async () => {
  const { network } = notedNetwork(async () => ['2606:4700::1111', outside]);
  const socket = new Socket();
  const refuse = network.connect;
  network.connect = async (address, ...rest) => (address === outside ? socket : refuse(address, ...rest));
  await expect(dial(network, { host: readHost('two.example'), port: 25, use: 'mail' }, signal())).resolves.toBe(socket);
});

it('reaches inside only by an entry of exactly this host and port', async () => {
  const entries = ['smtp.internal:587', '[::1]:25', '127.0.0.1:2525'];
  const reached = async (host: string, port: number) => {
    const { network, dialled } = notedNetwork(async () => ['10.0.0.25'], entries);
    await dial(network, { host: readHost(host), port: port, use: 'mail' }, signal()).catch(() => {});
    return dialled.length > 0;
  };
  for (const [host, port] of [
    ['smtp.internal', 587],
    ['SMTP.Internal.', 587],
    ['::1', 25],
    ['[0:0::1]', 25],
    ['127.0.0.1', 2525],
  ] as const) {
    expect(await reached(host, port), host).toBe(true);
  }
  for (const [host, port] of [
    ['smtp.internal', 25],
    ['a.smtp.internal', 587],
    ['internal', 587],
    ['10.0.0.25', 587],
    ['::1', 587],
    ['127.0.0.2', 2525],
  ] as const) {
    expect(await reached(host, port), `${host} ${port}`).toBe(false);
  }
});

it.each([0, 65_536, -1, 1.5, Number.NaN])('refuses the port %s', async (port) => {
  const { network } = notedNetwork(async () => [outside]);
  await expect(dial(network, { host: readHost('a.example'), port: port, use: 'mail' }, signal())).rejects.toMatchObject(
    {
      reply: { code: 'EGRESS_ADDRESS' },
    },
  );
});

it('gives up a resolver that never answers when its time is over', async () => {
  const never = new Promise<never>(() => {});
  const slow = { text: 'a.example port 25 did not answer within 0.02 s.', code: 'ETIMEDOUT', protocol: 'network' };
  const target = { host: 'a.example', port: 25, timeoutMs: 20 };
  const { network } = notedNetwork(() => never);
  await expect(createEgress(network).egressConnect(target)).rejects.toMatchObject({ reply: slow, requestSent: false });
});

it('connects a plain socket without delay and leaves none behind when it is given up', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).end('220 ready\r\n'));
  await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
  const { port } = server.address() as { port: number };
  const { egressConnect } = createEgress({ ...machine, allowed: () => [`localhost:${port}`], ports: () => [] });

  const socket = await egressConnect({ host: 'localhost', port, timeoutMs: 5_000 });
  const greeting = await new Promise((fulfil) => socket.once('data', (bytes) => fulfil(bytes.toString())));
  expect(greeting).toBe('220 ready\r\n');
  socket.destroy();

  const controller = new AbortController();
  controller.abort(new Error('Given up.'));
  await expect(machine.connect('127.0.0.1', port, controller.signal)).rejects.toThrow('Given up.');
  await new Promise((fulfil) => server.close(fulfil));
});
