import { once } from 'node:events';
import { SocksClient } from 'socks';
import { ProxyAgent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startConnectProxy } from './connect-proxy.ts';
import { startSocksProxy } from './socks-proxy.ts';
import type { TestProxy, TestProxyOptions } from './test-proxy.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const person = { userName: 'mail relay', password: 'pä:ss' };
const get = 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';

type Client = (proxy: TestProxy, target: { host: string; port: number }, as?: typeof person) => Promise<string>;

/** Clients that others wrote: what they understand is a proxy. */
const viaConnect: Client = async ({ port }, target, as) => {
  const token = as && `Basic ${Buffer.from(`${as.userName}:${as.password}`).toString('base64')}`;
  const dispatcher = new ProxyAgent({ uri: `http://127.0.0.1:${port}`, ...(token && { token }), proxyTunnel: true });
  onTestFinished(() => dispatcher.close());
  return (await request(`http://${target.host}:${target.port}/`, { dispatcher })).body.text();
};

const viaSocks: Client = async ({ port }, destination, as) => {
  const proxy = {
    host: '127.0.0.1',
    port,
    type: 5 as const,
    ...(as && { userId: as.userName, password: as.password }),
  };
  const { socket } = await SocksClient.createConnection({ command: 'connect', proxy, destination });
  let text = '';
  socket.on('data', (bytes) => {
    text += bytes;
  });
  socket.write(get);
  await once(socket, 'close');
  return text.split('\r\n\r\n')[1] ?? '';
};

let server: WebServer;
beforeAll(async () => {
  server = await startWebServer((_request, response) => response.end('reached'));
});
afterAll(() => server.close());

describe.each([
  ['startConnectProxy', startConnectProxy, viaConnect],
  ['startSocksProxy', startSocksProxy, viaSocks],
] as const)('%s', (_name, start, client) => {
  const started = async (options?: TestProxyOptions) => {
    const proxy = await start(options);
    onTestFinished(() => proxy.close());
    return proxy;
  };

  it('leads where it is asked to, by address and by name, and says what it was asked for', async () => {
    const proxy = await started();
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await client(proxy, { host, port: server.port })).toContain('reached');
    }
    expect(proxy.seen).toEqual([`127.0.0.1:${server.port}`, `localhost:${server.port}`]);
  });

  it('asks to sign in, where told to', async () => {
    const proxy = await started(person);
    const target = { host: '127.0.0.1', port: server.port };
    expect(await client(proxy, target, person)).toContain('reached');
    await expect(client(proxy, target)).rejects.toThrow();
    await expect(client(proxy, target, { ...person, password: 'another' })).rejects.toThrow();
  });

  it('leads elsewhere, or refuses, where told to', async () => {
    const elsewhere = await started({ route: () => ({ host: '127.0.0.1', port: server.port }) });
    expect(await client(elsewhere, { host: '93.184.216.34', port: 25 })).toContain('reached');
    for (const refusal of ['forbidden', 'unreachable'] as const) {
      const proxy = await started({ route: () => refusal });
      await expect(client(proxy, { host: '93.184.216.34', port: 25 })).rejects.toThrow();
      expect(proxy.seen).toEqual(['93.184.216.34:25']);
    }
  });
});
