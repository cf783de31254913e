import { connect, isIP } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileHosts, insideNames } from '#lib/testing/hostile-hosts.ts';
import { type LoopbackSentinel, startLoopbackSentinel } from '#lib/testing/loopback-sentinel.ts';
import { machine, type Network } from './dial.ts';
import { createEgress, type Egress } from './egress.ts';
import { EgressError } from './egress-error.ts';
import type { ProxyServer } from './proxy.ts';

const tenant = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const timeoutMs = 5_000;

type Sink = (egress: Egress, host: string, port: number, scheme: 'http' | 'https') => Promise<unknown>;

/** Everything a host that somebody typed can reach. */
const sinks: Record<string, Sink> = {
  'a token request': ({ egressFetch }, host, port, scheme) =>
    egressFetch(`${scheme}://${host}:${port}/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: '0.AXEA' }),
      timeoutMs,
    }),
  'discovery and keys': ({ egressFetch }, host, port, scheme) =>
    egressFetch(`${scheme}://${host}:${port}/${tenant}/v2.0/.well-known/openid-configuration`, { timeoutMs }),
  'a Graph request': ({ egressFetch }, host, port, scheme) =>
    egressFetch(`${scheme}://${host}:${port}/v1.0/me/sendMail`, {
      method: 'POST',
      headers: { authorization: 'Bearer eyJ0', 'content-type': 'application/json' },
      body: '{}',
      timeoutMs,
    }),
  // By HTTP CONNECT and by SOCKS5; where they are to lead is outside.
  'a proxy of a token request': ({ egressFetch }, host, port, scheme) =>
    egressFetch('https://login.example/token', { method: 'POST', proxy: proxyAt(scheme, host, port), timeoutMs }),
  'a proxy of an SMTP connection': async ({ egressConnect }, host, port, scheme) => {
    const proxy = proxyAt(scheme, host, port);
    const socket = await egressConnect({ host: 'smtp.example', port: 587, proxy, timeoutMs });
    socket.destroy();
  },
  'an SMTP connection': async ({ egressConnect }, host, port) => {
    const socket = await egressConnect({ host, port, timeoutMs });
    socket.destroy();
  },
};

const codes = ['EGRESS_DENIED', 'EGRESS_ADDRESS', 'ENOTFOUND', 'EPROXY_UNREACHABLE'];
const outsideNames = ['login.example', 'smtp.example'];

function proxyAt(scheme: 'http' | 'https', host: string, port: number): ProxyServer {
  return { kind: scheme === 'http' ? 'http' : 'socks5', host, port, userName: '', password: null };
}

describe(`N2: ${hostileHosts.length} spellings of inside hosts`, () => {
  let sentinel: LoopbackSentinel;
  beforeAll(async () => {
    sentinel = await startLoopbackSentinel();
  });
  afterAll(() => sentinel.close());

  let dialled: string[] = [];
  const network = (allowed: string[] = []): Network => ({
    resolve: async (name) => {
      if (outsideNames.includes(name)) return ['93.184.216.34'];
      return insideNames[name] ?? Promise.reject(Object.assign(new Error(name), { code: 'ENOTFOUND' }));
    },
    connect: (address, ...rest) => {
      dialled.push(address);
      return machine.connect(address, ...rest);
    },
    allowed: () => allowed,
    // The address alone is to be why.
    ports: () => [sentinel.port],
  });

  it('are enough, and all different', () => {
    expect(new Set(hostileHosts).size).toBeGreaterThanOrEqual(120);
  });

  describe.each(Object.entries(sinks))('%s', (_name, sink) => {
    it.each(['https', 'http'] as const)('reaches none of them by %s', async (scheme) => {
      const before = await sentinel.connections();
      dialled = [];
      for (const host of hostileHosts) {
        const error = await failureOf(sink(createEgress(network()), host, sentinel.port, scheme));
        expect(error, host).toBeInstanceOf(EgressError);
        expect((error as EgressError).requestSent, host).toBe(false);
        expect(codes, host).toContain((error as EgressError).reply.code);
      }
      expect(dialled).toEqual([]);
      expect(await sentinel.connections()).toBe(before);
    });

    it('control: reaches a host that is on the list, and only by its port', async () => {
      const before = await sentinel.connections();
      const egress = createEgress(network([`localhost:${sentinel.port}`, '127.0.0.1:1']));
      // What answers is no proxy.
      await failureOf(sink(egress, 'localhost', sentinel.port, 'http'));
      expect(await sentinel.connections()).toBe(before + 1);
      expect(await failureOf(sink(egress, '127.0.0.1', sentinel.port, 'http'))).toBeInstanceOf(EgressError);
      expect(await sentinel.connections()).toBe(before + 1);
    });
  });

  it('control: a guard in the lookup hook, as is often written, lets literals through to the sentinel', async () => {
    const before = await sentinel.connections();
    for (const host of hostileHosts) await connectWithLookupHook(host, sentinel.port);
    expect((await sentinel.connections()) - before).toBeGreaterThan(5);
  });

  it('control: an unguarded fetch reaches the sentinel by many spellings', async () => {
    const before = await sentinel.connections();
    for (const host of hostileHosts.filter((spelling) => URL.parse(`http://${spelling}/`)?.hostname === '127.0.0.1')) {
      await failureOf(fetch(`http://${host}:${sentinel.port}/`));
    }
    expect((await sentinel.connections()) - before).toBeGreaterThan(30);
  });
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Resolves when a connection that refuses every name in its lookup hook is made or fails. */
function connectWithLookupHook(host: string, port: number): Promise<void> {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  // Only this machine: the control must not knock at other people's doors.
  if (!isIP(bare) || !/^(127\.|::1$|::ffff:127\.|0\.0\.0\.0$|::$)/.test(bare)) return Promise.resolve();
  return new Promise((fulfil) => {
    const refuse = new Error('This name is refused.');
    const socket = connect({ host: bare, port, lookup: (_name, _options, done) => done(refuse, '', 4) });
    socket.on('error', () => socket.destroy());
    socket.on('connect', () => socket.destroy());
    socket.on('close', () => fulfil());
  });
}
