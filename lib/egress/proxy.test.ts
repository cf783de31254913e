import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { startConnectProxy } from '#lib/testing/connect-proxy.ts';
import { startSocksProxy } from '#lib/testing/socks-proxy.ts';
import type { TestProxyOptions } from '#lib/testing/test-proxy.ts';
import { startWebServer } from '#lib/testing/web-server.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { machine, type Network } from './dial.ts';
import { createEgress } from './egress.ts';
import type { EgressError } from './egress-error.ts';
import type { ProxyServer } from './proxy.ts';

const outside = '93.184.216.34';
const outsideByIpv6 = '2606:4700::1111';
const person = { userName: 'mail relay', password: 'pä ss-word/1' };
const start = { http: startConnectProxy, socks5: startSocksProxy };
const kinds = ['http', 'socks5'] as const;

/** A network whose names are all outside, and which may reach what listens on these ports of this machine. */
function networkOf(ports: number[], resolve: Network['resolve'] = async () => [outside]) {
  return { ...machine, resolve, allowed: () => ports.map((port) => `127.0.0.1:${port}`), ports: () => [] };
}

async function listening(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => serve(socket.on('error', () => {})));
  await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const proxyAt = (kind: ProxyServer['kind'], port: number, as?: { userName: string; password?: string }) => ({
  kind,
  host: '127.0.0.1',
  port,
  userName: as?.userName ?? '',
  password: as?.password === undefined ? null : new Secret(as.password),
});

const target = { host: 'smtp.example', port: 587, timeoutMs: 10_000 };

async function refusal(work: Promise<unknown>): Promise<EgressError> {
  return work.then(
    () => {
      throw new Error('It worked.');
    },
    (error: EgressError) => error,
  );
}

describe.each(kinds)('through a proxy of the kind %s', (kind) => {
  async function aProxy(options: TestProxyOptions = {}, as?: { userName: string; password?: string }) {
    const proxy = await start[kind](options);
    onTestFinished(() => proxy.close());
    return { seen: proxy.seen, port: proxy.port, proxy: proxyAt(kind, proxy.port, as) };
  }

  /** A proxy that says just this when it is asked, and what the caller then meets. */
  async function meets(serve: (socket: Socket) => void, options: { as?: typeof person; timeoutMs?: number } = {}) {
    const port = await listening(serve);
    const { egressConnect } = createEgress(networkOf([port]));
    const { as, timeoutMs = target.timeoutMs } = options;
    return egressConnect({ ...target, timeoutMs, proxy: proxyAt(kind, port, as) });
  }

  const yes = {
    http: ['HTTP/1.1 200 OK\r\nvia: 1.1 x\r\n\r\n'],
    socks5: ['\x05\x00', '\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00'],
  }[kind];

  it('reaches a mail server, which speaks first', async () => {
    const mail = await listening((socket) => socket.write('220 ready\r\n'));
    const { proxy, port, seen } = await aProxy({ route: () => ({ host: '127.0.0.1', port: mail }) });
    const socket = await createEgress(networkOf([port])).egressConnect({ ...target, proxy });
    expect(String((await once(socket, 'data'))[0])).toBe('220 ready\r\n');
    socket.destroy();
    expect(seen).toEqual([`${outside}:587`]);
  });

  it('speaks TLS with the server itself, by its name, which the proxy never hears', async () => {
    const certificate = aCertificate({ dnsNames: ['login.example'], key: 'ec' });
    const met: unknown[] = [];
    const web = await startWebServer(
      (request, response) => {
        met.push((request.socket as TLSSocket & { servername?: string }).servername, request.headers.host);
        response.end('hello');
      },
      { cert: certificate.certificate, key: certificate.keyPem },
    );
    onTestFinished(() => web.close());
    const { proxy, port, seen } = await aProxy({ route: () => ({ host: '127.0.0.1', port: web.port }) });
    const { egressFetch } = createEgress(networkOf([port]));
    const call = { proxy, caCertificate: certificate.certificate };
    expect(await (await egressFetch('https://login.example/token', call)).text()).toBe('hello');
    expect(met).toEqual(['login.example', 'login.example']);
    expect(await refusal(egressFetch('https://other.example/token', call))).toMatchObject({
      reply: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      requestSent: false,
    });
    expect(seen).toEqual([`${outside}:443`, `${outside}:443`]);
  });

  it('asks by name only for what the operator lists, without TLS too, and looks nothing up', async () => {
    const web = await startWebServer((_request, response) => response.end('inside'));
    onTestFinished(() => web.close());
    const { proxy, port, seen } = await aProxy({ route: () => ({ host: '127.0.0.1', port: web.port }) });
    const resolve = vi.fn<Network['resolve']>();
    const network = { ...networkOf([port], resolve), allowed: () => [`127.0.0.1:${port}`, 'idp.corp:8080'] };
    expect(await (await createEgress(network).egressFetch('http://idp.corp:8080/', { proxy })).text()).toBe('inside');
    expect(seen).toEqual(['idp.corp:8080']);
    expect(resolve).not.toHaveBeenCalled();
  });

  it('signs in', async () => {
    const mail = await listening((socket) => socket.write('220 ready\r\n'));
    const route = () => ({ host: '127.0.0.1', port: mail });
    const { proxy, port } = await aProxy({ ...person, route }, person);
    const socket = await createEgress(networkOf([port])).egressConnect({ ...target, proxy });
    expect(String((await once(socket, 'data'))[0])).toBe('220 ready\r\n');
    socket.destroy();
  });

  it.each([
    ['with another password', { ...person, password: 'another-password' }],
    ['without a password', { userName: person.userName }],
    ['as nobody', undefined],
  ])('tells that the proxy refused the sign-in %s', async (_how, as) => {
    const { proxy, port } = await aProxy(person, as);
    const error = await refusal(createEgress(networkOf([port])).egressConnect({ ...target, proxy }));
    expect(error).toMatchObject({ requestSent: false, reply: { protocol: 'network', code: 'EPROXY_AUTH' } });
    expect(error.reply.status).toBe(kind === 'http' ? 407 : undefined);
  });

  it.each([
    ['EPROXY_REFUSED', 'forbidden', { http: /answered 403 Forbidden\.$/, socks5: /answered 2: not allowed/ }],
    ['EPROXY_TARGET', 'unreachable', { http: /answered 503 Service/, socks5: /answered 4: host unreachable/ }],
  ] as const)('tells %s where the target is %s, after trying its other addresses', async (code, answer, text) => {
    const { proxy, port, seen } = await aProxy({ route: () => answer });
    const { egressConnect } = createEgress(networkOf([port], async () => [outsideByIpv6, outside]));
    expect(await refusal(egressConnect({ ...target, proxy }))).toMatchObject({
      requestSent: false,
      reply: { code, text: expect.stringMatching(text[kind]) },
    });
    expect(seen).toEqual([`[${outsideByIpv6}]:587`, `${outside}:587`]);
  });

  it('takes the next address where the proxy cannot reach the first', async () => {
    const mail = await listening((socket) => socket.write('220 ready\r\n'));
    const route = (to: string) => (to.startsWith('[') ? 'unreachable' : { host: '127.0.0.1', port: mail });
    const { proxy, port } = await aProxy({ route });
    const network = networkOf([port], async () => [outsideByIpv6, outside]);
    const socket = await createEgress(network).egressConnect({ ...target, proxy });
    expect(String((await once(socket, 'data'))[0])).toBe('220 ready\r\n');
    socket.destroy();
  });

  it('tells that the proxy itself is not there', async () => {
    const { close, port } = await start[kind]();
    await close();
    const proxy = proxyAt(kind, port, person);
    expect(await refusal(createEgress(networkOf([port])).egressConnect({ ...target, proxy }))).toMatchObject({
      requestSent: false,
      reply: { code: 'EPROXY_UNREACHABLE', text: expect.stringMatching(/^The proxy 127.0.0.1:\d+ cannot .+REFUSED/) },
    });
  });

  it('tells of a proxy that takes no connection before the whole time is over', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const connect: Network['connect'] = (_address, _port, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        vi.advanceTimersByTime(8_000);
      });
    const { egressConnect } = createEgress({ ...networkOf([3128]), connect });
    expect((await refusal(egressConnect({ ...target, proxy: proxyAt(kind, 3128) }))).reply).toMatchObject({
      code: 'EPROXY_UNREACHABLE',
      text: 'The proxy 127.0.0.1:3128 cannot be reached: it did not answer within 8 s.',
    });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['what listens there is no proxy', (socket) => socket.write('220 mail.example ESMTP\r\n')],
    ['it hangs up', (socket) => socket.once('data', () => socket.end())],
    ['it answers without end', (socket) => socket.once('data', () => socket.write(Buffer.alloc(70_000, 'x')))],
  ])('tells that %s', async (_what, serve) => {
    expect(await refusal(meets(serve, { as: person }))).toMatchObject({
      requestSent: false,
      reply: { code: 'EPROXY_PROTOCOL' },
    });
  });

  it('gives up a proxy that never answers, names it, and leaves no connection behind', async () => {
    let closed: Promise<unknown> | undefined;
    const work = meets(
      (socket) => {
        closed = once(socket.resume(), 'close');
      },
      { timeoutMs: 100 },
    );
    const error = await refusal(work);
    expect(error).toMatchObject({ requestSent: false, reply: { code: 'ETIMEDOUT' } });
    expect(error.message).toMatch(/^smtp.example port 587 through the proxy 127.0.0.1:\d+ did not answer within 0.1 s/);
    await closed;
  });

  it('keeps what the server said in the same packet as the proxy’s answer, or in pieces', async () => {
    const [last = '', ...before] = [...yes].reverse();
    const inPieces = [...before.reverse(), ...last];
    for (const parts of [
      [...before, `${last}220 ready\r\n`],
      [...inPieces, '220 ready\r\n'],
    ]) {
      const socket = await meets(async (client) => {
        await once(client, 'data');
        for (const part of parts) {
          client.setNoDelay(true).write(part, 'latin1');
          await new Promise((fulfil) => setImmediate(fulfil));
        }
      });
      // Whoever takes it may be slow.
      await new Promise((fulfil) => setImmediate(fulfil));
      let greeting = '';
      for await (const bytes of socket) {
        greeting += bytes;
        if (greeting.endsWith('\n')) break;
      }
      expect(greeting).toBe('220 ready\r\n');
    }
  });

  it('says that a request left only once the tunnel stands', async () => {
    const web = await listening((socket) => socket.once('data', () => socket.destroy()));
    const { proxy, port } = await aProxy({ route: () => ({ host: '127.0.0.1', port: web }) });
    const network = { ...networkOf([port]), allowed: () => [`127.0.0.1:${port}`, 'a.example:80'] };
    expect(await refusal(createEgress(network).egressFetch('http://a.example/', { proxy }))).toMatchObject({
      requestSent: true,
    });
  });

  it('says of a name that is unknown here what to do, and does not ask the proxy', async () => {
    const { proxy, port, seen } = await aProxy();
    const unknown = () => Promise.reject(Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' }));
    const { egressConnect } = createEgress(networkOf([port], unknown));
    const { reply } = await refusal(egressConnect({ ...target, proxy }));
    expect(reply.code).toBe('EPROXY_NAME');
    expect(reply.text).toMatch(
      /^smtp.example cannot be looked up here \(EAI_AGAIN\).+add smtp.example:587 to EGRESS_ALLOW/,
    );
    expect(seen).toEqual([]);
  });

  it('never tells the password, not even where the proxy repeats it', async () => {
    const basic = Buffer.from(`${person.userName}:${person.password}`).toString('base64');
    const echo = `HTTP/1.1 407 ${person.password} ${basic}\r\nx-echo: ${basic}\r\ncontent-length: 99\r\n\r\n${basic}`;
    const answers: Record<typeof kind, string[]> = {
      http: [echo, `HTTP/1.1 500 ${basic}\r\n\r\n`, basic],
      socks5: [`\x05\x02\x01\x01${person.password}`, `\x05\x02${person.password}`, `\x05${person.password}`],
    };
    for (const said of answers[kind]) {
      const error = await refusal(meets((socket) => socket.once('data', () => socket.end(said)), { as: person }));
      const all = `${inspect(error, { depth: null, showHidden: true })}${JSON.stringify(error)}${error.stack}`;
      expect(all).toContain('EPROXY_');
      // Bytes that an error keeps are printed as numbers.
      const bytes = Buffer.from(basic.slice(0, 8))
        .toString('hex')
        .replace(/..(?=.)/g, '$& ');
      for (const secret of [person.password, basic, bytes]) expect(all).not.toContain(secret);
    }
  });
});

it.each([
  ['http', { userName: 'a:b', password: 'x' }, /colon/],
  ['socks5', { userName: 'a', password: 'x'.repeat(256) }, /255 bytes/],
] as const)('says what cannot be sent to a proxy of the kind %s', async (kind, as, text) => {
  const port = await listening(() => {});
  const work = createEgress(networkOf([port])).egressConnect({ ...target, proxy: proxyAt(kind, port, as) });
  expect((await refusal(work)).reply).toMatchObject({ code: 'EPROXY_AUTH', text: expect.stringMatching(text) });
});

describe('a SOCKS5 proxy that answers what no RFC has', () => {
  it.each([
    ['an address of a kind that is none (RFC 1928 §5)', ['\x05\x00', '\x05\x00\x00\x02\x00\x00\x00\x00\x00\x00']],
    [
      'another version in its answer to the sign-in (RFC 1929 §2)',
      ['\x05\x02', '\x05\x00', '\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00'],
    ],
  ])('%s, is said to be none', async (_what, said) => {
    const port = await listening((socket) => {
      const answers = [...said];
      // Enough of the target's to be taken for an address.
      socket.on('data', () => socket.write(answers.shift() ?? '220 ready, says the server itself\r\n', 'latin1'));
    });
    const work = createEgress(networkOf([port])).egressConnect({ ...target, proxy: proxyAt('socks5', port, person) });
    expect((await refusal(work)).reply.code).toBe('EPROXY_PROTOCOL');
  });
});
