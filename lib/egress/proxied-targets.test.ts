import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startConnectProxy } from '#lib/testing/connect-proxy.ts';
import { hostileHosts, insideNames } from '#lib/testing/hostile-hosts.ts';
import { type LoopbackSentinel, startLoopbackSentinel } from '#lib/testing/loopback-sentinel.ts';
import { startSocksProxy } from '#lib/testing/socks-proxy.ts';
import type { TestProxy } from '#lib/testing/test-proxy.ts';
import { machine, type Network } from './dial.ts';
import { createEgress } from './egress.ts';
import type { EgressError } from './egress-error.ts';
import type { ProxyServer } from './proxy.ts';

const outside = '93.184.216.34';
const timeoutMs = 10_000;
const start = { http: startConnectProxy, socks5: startSocksProxy };

let proxies: Record<ProxyServer['kind'], TestProxy>;
beforeEach(async () => {
  // Behind them is nothing: what counts is what they are asked for.
  const route = () => 'unreachable' as const;
  proxies = { http: await start.http({ route }), socks5: await start.socks5({ route }) };
});
afterEach(async () => {
  await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
});

const kinds = ['http', 'socks5'] as const;
const asked = () => kinds.flatMap((kind) => proxies[kind].seen);

const proxyAt = (kind: ProxyServer['kind']): ProxyServer => ({
  kind,
  host: '127.0.0.1',
  port: proxies[kind].port,
  userName: '',
  password: null,
});

const networkOf = (resolve: Network['resolve'], ports: number[] = []): Network => ({
  ...machine,
  resolve,
  allowed: () => kinds.map((kind) => `127.0.0.1:${proxies[kind].port}`),
  ports: () => ports,
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'reached',
    (error: EgressError) => error.reply.code,
  );

/** Asks an HTTP proxy for a host as it is written, checking nothing. */
function askNaively(host: string, port: number): Promise<void> {
  return new Promise((fulfil) => {
    const { port: proxyPort } = proxies.http;
    const tunnel = request({ method: 'CONNECT', host: '127.0.0.1', port: proxyPort, path: `${host}:${port}` });
    tunnel.on('connect', (_response, socket) => {
      socket.destroy();
      fulfil();
    });
    tunnel.on('error', () => fulfil());
    tunnel.end();
  });
}

describe(`N6: ${hostileHosts.length} spellings of inside hosts, behind a proxy`, () => {
  let sentinel: LoopbackSentinel;
  beforeEach(async () => {
    sentinel = await startLoopbackSentinel();
  });
  afterEach(() => sentinel.close());

  const resolve: Network['resolve'] = async (name) =>
    insideNames[name] ?? Promise.reject(Object.assign(new Error(name), { code: 'ENOTFOUND' }));

  it.each(kinds)('are asked of no proxy of the kind %s', async (kind) => {
    const { egressConnect, egressFetch } = createEgress(networkOf(resolve, [sentinel.port]));
    const proxy = proxyAt(kind);
    for (const host of hostileHosts) {
      const codes = [
        await codeOf(egressConnect({ host, port: sentinel.port, proxy, timeoutMs })),
        await codeOf(egressFetch(`https://${host}:${sentinel.port}/token`, { method: 'POST', proxy, timeoutMs })),
      ];
      for (const code of codes) expect(['EGRESS_DENIED', 'EGRESS_ADDRESS', 'EPROXY_NAME'], host).toContain(code);
    }
    expect(asked()).toEqual([]);
    expect(await sentinel.connections()).toBe(0);
  });

  it('control: handed over as they are written, they are asked for, and lead inside', async () => {
    const written = hostileHosts.filter((host) => /^[\w.:[\]]+$/.test(host)).slice(0, 50);
    for (const host of written) await askNaively(host, sentinel.port);
    expect(asked()).toHaveLength(50);

    await proxies.http.close();
    proxies.http = await start.http();
    for (const host of ['localhost', '127.0.0.1', '0.0.0.0']) await askNaively(host, sentinel.port);
    expect(await sentinel.connections()).toBe(3);
  });
});

it('N6: a proxy is asked for addresses only, so that it resolves nothing unseen', async () => {
  const answers: Record<string, string[]> = { 'smtp.example': ['2606:4700::1111', outside], 'mx.example': [outside] };
  for (const kind of kinds) {
    const { egressConnect, egressFetch } = createEgress(networkOf(async (name) => answers[name] ?? []));
    const proxy = proxyAt(kind);
    await codeOf(egressConnect({ host: 'smtp.example', port: 587, proxy, timeoutMs }));
    await codeOf(egressFetch('https://mx.example/mta-sts.txt', { proxy, timeoutMs }));
    expect(proxies[kind].seen).toEqual(['[2606:4700::1111]:587', `${outside}:587`, `${outside}:443`]);
  }
});

describe('N3: a name that answers differently each time, behind a proxy', () => {
  const rounds = 1_000;
  const inside = ['127.0.0.1', '169.254.169.254', '10.0.0.1', '::1'];
  const rebinding = () => {
    let count = 0;
    return async () => {
      count += 1;
      return [count % 2 === 1 ? outside : (inside[count % inside.length] as string)];
    };
  };

  it(`never leads inside: 0 of ${rounds}`, async () => {
    const { egressConnect, egressFetch } = createEgress(networkOf(rebinding()));
    for (let round = 0; round < rounds / 4; round += 1) {
      const calls = kinds.flatMap((kind) => [
        egressConnect({ host: 'rebind.example', port: 587, proxy: proxyAt(kind), timeoutMs }),
        egressFetch('https://rebind.example/token', { proxy: proxyAt(kind), timeoutMs }),
      ]);
      await Promise.allSettled(calls);
    }
    expect(asked().filter((target) => !/^93\.184\.216\.34:(587|443)$/.test(target))).toEqual([]);
    expect(asked()).toHaveLength(rounds / 2);
  });

  it('control: checked here and looked up again by the proxy, it leads inside', async () => {
    const resolve = rebinding();
    let led = 0;
    for (let round = 0; round < rounds; round += 1) {
      if ((await resolve())[0] !== outside) continue;
      await askNaively('rebind.example', 587);
      // As a proxy does that is asked for a name.
      if ((await resolve())[0] !== outside) led += 1;
    }
    expect(new Set(asked())).toEqual(new Set(['rebind.example:587']));
    expect(led).toBeGreaterThan(rounds / 4);
  });
});
