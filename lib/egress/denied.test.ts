import { Socket } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Network } from './dial.ts';
import { createEgress, type Egress } from './egress.ts';
import type { EgressError } from './egress-error.ts';
import type { ProxyServer } from './proxy.ts';

/** What an inside host may be to who scans for it: it answers, it refuses, or a firewall swallows the connection. */
const inside: Record<string, string> = {
  'open.corp.example': '10.0.0.5',
  'closed.corp.example': '10.0.0.6',
  'filtered.corp.example': '10.0.0.7',
};
const outside = '93.184.216.34';
const hosts = [...Object.keys(inside), ...Object.values(inside), '169.254.169.254', '::1'];

let dialled: string[] = [];
beforeEach(() => {
  dialled = [];
});

const network: Network = {
  allowed: () => [],
  ports: () => [],
  resolve: async (name) => [inside[name] ?? outside],
  connect: (address, port, signal) => {
    dialled.push(`${address}:${port}`);
    if (address === inside['open.corp.example']) return Promise.resolve(new Socket());
    if (address !== inside['filtered.corp.example']) return Promise.reject(coded('ECONNREFUSED'));
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  },
};

const coded = (code: string) => Object.assign(new Error(code), { code });

const proxyAt = (kind: ProxyServer['kind'], host: string, port: number): ProxyServer => ({
  kind,
  host,
  port,
  userName: '',
  password: null,
});

const timeoutMs = 5_000;
const brackets = (host: string) => (host.includes(':') ? `[${host}]` : host);

/** Every way of naming a host, and ports that are usual for it and not. */
const ways: Record<string, { ports: number[]; go: (egress: Egress, host: string, port: number) => Promise<unknown> }> =
  {
    'a mail server': {
      ports: [587, 22],
      go: ({ egressConnect }, host, port) => egressConnect({ host, port, timeoutMs }),
    },
    'a virus scanner': {
      ports: [3310, 22],
      go: ({ egressConnect }, host, port) => egressConnect({ host, port, timeoutMs, use: 'scanner' }),
    },
    'a web address': {
      ports: [443, 6379],
      go: ({ egressFetch }, host, port) => egressFetch(`https://${brackets(host)}:${port}/token`, { timeoutMs }),
    },
    'an HTTP proxy': {
      ports: [3128, 22],
      go: ({ egressFetch }, host, port) =>
        egressFetch('https://login.example/', { proxy: proxyAt('http', host, port), timeoutMs }),
    },
    'a SOCKS5 proxy': {
      ports: [1080, 22],
      go: ({ egressConnect }, host, port) =>
        egressConnect({ host: 'smtp.example', port: 587, proxy: proxyAt('socks5', host, port), timeoutMs }),
    },
    'a host behind a proxy': {
      ports: [587, 22],
      go: ({ egressConnect }, host, port) =>
        egressConnect({ host, port, proxy: proxyAt('socks5', 'proxy.example', 1080), timeoutMs }),
    },
  };

const said = (work: Promise<unknown>, host: string) =>
  work.then(
    () => 'reached',
    (error: EgressError) => JSON.stringify({ ...error.reply, sent: error.requestSent }).replace(brackets(host), 'HOST'),
  );

/** No time passes: whoever waits for a host, waits in vain. */
function stopTheClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

describe('N5: a denied host', () => {
  it.each(Object.entries(ways))('as %s is told the same and at once, whatever it is: nobody knocks', async (_, way) => {
    stopTheClock();
    for (const port of way.ports) {
      const egress = createEgress(network);
      const answers = await Promise.all(hosts.map((host) => said(way.go(egress, host, port), host)));
      expect(new Set(answers).size, answers.join('\n')).toBe(1);
      expect(answers[0]).toContain('EGRESS_DENIED');
    }
    expect(dialled).toEqual([]);
  });

  it('as a name that nobody knows is told so, without a connection: it may be mistyped', async () => {
    const unknown = () => Promise.reject(coded('ENOTFOUND'));
    const answer = await said(
      createEgress({ ...network, resolve: unknown }).egressConnect({ host: 'smpt.example', port: 587, timeoutMs }),
      'smpt.example',
    );
    expect(answer).toContain('ENOTFOUND');
    expect(dialled).toEqual([]);
  });

  it('control: checked only after connecting, the three kinds are told apart', async () => {
    const late = async (host: string) => {
      const address = inside[host] ?? host;
      const socket = await network.connect(address, 587, AbortSignal.timeout(20));
      socket.destroy();
      throw coded('EGRESS_DENIED');
    };
    const answers = await Promise.all(
      Object.keys(inside).map((host) => late(host).catch((error: { code: unknown }) => String(error.code))),
    );
    expect(new Set(answers).size).toBe(3);
    expect(dialled).toHaveLength(3);
  });
});

describe('N5: a public host', () => {
  const dialledAt = async (way: keyof typeof ways, port: number, open: Partial<Network> = {}) => {
    const egress = createEgress({ ...network, ...open });
    return said(ways[way]?.go(egress, 'some.example', port) ?? Promise.resolve(), 'some.example');
  };
  const usual: [keyof typeof ways, number[]][] = [
    ['a mail server', [25, 465, 587, 2525]],
    ['a virus scanner', [3310]],
    ['a web address', [443]],
    ['an HTTP proxy', [443, 1080, 3128, 8080, 8888]],
    ['a SOCKS5 proxy', [443, 1080, 3128, 8080, 8888]],
  ];
  const ports = [
    1, 22, 25, 53, 80, 110, 143, 443, 465, 587, 993, 1080, 2525, 3128, 3310, 6379, 8080, 8443, 8888, 65535,
  ];

  it.each(usual)('as %s is called at its usual ports and no others', async (way, allowed) => {
    for (const port of ports) {
      dialled = [];
      const answer = await dialledAt(way, port);
      expect(dialled, String(port)).toEqual(allowed.includes(port) ? [`${outside}:${port}`] : []);
      if (allowed.includes(port)) continue;
      expect(answer).toContain('EGRESS_PORT');
      expect(answer).toContain(`lists ${port} in EGRESS_PORTS`);
    }
  });

  it('behind a proxy too: the proxy is not even asked', async () => {
    expect(await dialledAt('a host behind a proxy', 22)).toContain('EGRESS_PORT');
    expect(dialled).toEqual([]);
    expect(await dialledAt('a host behind a proxy', 587)).toContain('EPROXY_UNREACHABLE');
    expect(dialled).toEqual([`${outside}:1080`]);
  });

  it.each(usual)('as %s is called at what the operator lists: a port, or this very host and port', async (way) => {
    await dialledAt(way, 2526, { ports: () => [2526] });
    expect(dialled).toEqual([`${outside}:2526`]);
    await dialledAt(way, 2526, { allowed: () => ['some.example:2526'] });
    expect(dialled).toHaveLength(2);
    expect(await dialledAt(way, 2526, { allowed: () => ['other.example:2526'] })).toContain('EGRESS_PORT');
    expect(dialled).toHaveLength(2);
  });
});
