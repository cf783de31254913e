import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startWebServer, type WebServer } from '#lib/testing/web-server.ts';
import { machine } from './dial.ts';
import { createEgress } from './egress.ts';
import type { EgressError } from './egress-error.ts';

const open: { close: () => Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(listener: RequestListener): Promise<WebServer & { origin: string }> {
  const server = await startWebServer(listener);
  open.push(server);
  return { ...server, origin: `http://localhost:${server.port}` };
}

const egressTo = (port: number) => createEgress({ ...machine, allowed: () => [`localhost:${port}`], ports: () => [] });

async function refusal(work: Promise<unknown>): Promise<EgressError> {
  return work.then(
    () => {
      throw new Error('It was answered.');
    },
    (error: EgressError) => error,
  );
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

describe('egressFetch', () => {
  it('carries method, headers and body, and gives the platform’s Response', async () => {
    const server = await serve(async (request, response) => {
      const seen = { method: request.method, url: request.url, headers: request.headers, body: await bodyOf(request) };
      response.writeHead(201, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] });
      response.end(JSON.stringify(seen));
    });
    const response = await egressTo(server.port).egressFetch(`${server.origin}/token?a=1#part`, {
      method: 'POST',
      headers: { authorization: 'Basic eDp5', host: 'elsewhere.example' },
      body: new URLSearchParams({ grant_type: 'refresh_token', scope: 'a b' }),
    });
    expect(response).toBeInstanceOf(Response);
    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.json()).toMatchObject({
      method: 'POST',
      url: '/token?a=1',
      body: 'grant_type=refresh_token&scope=a+b',
      headers: {
        host: `localhost:${server.port}`,
        authorization: 'Basic eDp5',
        'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
        'accept-encoding': 'identity',
      },
    });
  });

  it.each([202, 204, 304, 400, 401, 429, 500, 503])('hands over an answer with status %s', async (status) => {
    const server = await serve((_request, response) => response.writeHead(status).end());
    const response = await egressTo(server.port).egressFetch(server.origin);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
  });

  it.each(['http://example.com/', 'http://8.8.8.8/', 'http://localhost:1/'])(
    'does not call %s without TLS',
    async (url) => {
      expect(await refusal(egressTo(2).egressFetch(url))).toMatchObject({
        reply: { code: 'EGRESS_DENIED' },
        requestSent: false,
      });
    },
  );

  it.each(['', 'login', '/token', 'ftp://a/', 'file:///etc/passwd', 'data:,x', 'https://user:secret@a/', 'https://'])(
    'does not take %j for an address',
    async (url) => {
      const error = await refusal(egressTo(1).egressFetch(url));
      expect(error).toMatchObject({ reply: { code: 'EGRESS_ADDRESS' }, requestSent: false });
      expect(error.message).not.toContain('secret');
    },
  );

  it('pays no attention to a proxy in the environment', async () => {
    let proxied = 0;
    const proxy = await serve((_request, response) => {
      proxied += 1;
      response.end();
    });
    const server = await serve((_request, response) => response.end('direct'));
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    for (const name of names) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : proxy.origin;
    try {
      expect(await (await egressTo(server.port).egressFetch(server.origin)).text()).toBe('direct');
    } finally {
      for (const name of names) delete process.env[name];
    }
    expect(proxied).toBe(0);
  });
});

describe('N4: a redirect is not followed', () => {
  const targets = (origin: string) => [
    `${origin}/elsewhere?code=canary`,
    '/elsewhere',
    '//127.0.0.1/x',
    'https://a.example/',
  ];

  /** A server whose `/token` redirects, and how often its target was asked. */
  async function redirecting(status: number, location: (origin: string) => string | undefined) {
    let followed = 0;
    const server = await serve((request, response) => {
      if (request.url?.startsWith('/token')) {
        const to = location(`http://${request.headers.host}`);
        response.writeHead(status, to === undefined ? {} : { location: to }).end();
      } else {
        followed += 1;
        response.end('followed');
      }
    });
    return { ...server, followed: () => followed };
  }

  it.each([300, 301, 302, 303, 305, 307, 308, 399])('with status %s, wherever it leads', async (status) => {
    for (const index of targets('').keys()) {
      const server = await redirecting(status, (origin) => targets(origin)[index]);
      for (const redirect of ['follow', 'manual', 'error', undefined] as const) {
        const init = redirect ? { redirect, method: 'POST', body: 'refresh_token=0.AXEA' } : {};
        const error = await refusal(egressTo(server.port).egressFetch(`${server.origin}/token`, init));
        expect(error.reply).toMatchObject({ protocol: 'network', code: 'EREDIRECT', status });
        expect(error.requestSent).toBe(true);
        expect(error.message).not.toContain('canary');
      }
      expect(server.followed()).toBe(0);
    }
  });

  it('without a target', async () => {
    const server = await redirecting(302, () => undefined);
    expect((await refusal(egressTo(server.port).egressFetch(`${server.origin}/token`))).reply.code).toBe('EREDIRECT');
  });

  it('control: a fetch that may follow is seen following', async () => {
    const server = await redirecting(307, (origin) => `${origin}/elsewhere`);
    expect(await (await fetch(`${server.origin}/token`, { method: 'POST', body: 'x' })).text()).toBe('followed');
    expect(server.followed()).toBe(1);
  });
});

describe('limits', () => {
  it('stops reading a body at 1 MiB, or at what the caller takes', async () => {
    const server = await serve((_request, response) => response.end(Buffer.alloc(1024 * 1024 + 1)));
    const { egressFetch } = egressTo(server.port);
    expect(await refusal(egressFetch(server.origin))).toMatchObject({
      reply: { code: 'ETOOLARGE' },
      requestSent: true,
    });
    const larger = await egressFetch(server.origin, { maxBytes: 2 * 1024 * 1024 });
    expect((await larger.arrayBuffer()).byteLength).toBe(1024 * 1024 + 1);
  });

  it('does not unpack what it did not ask to be packed', async () => {
    const packed = Buffer.from('H4sIAAAAAAAAA0tMSgYAwkEkNQMAAAA=', 'base64');
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed),
    );
    const response = await egressTo(server.port).egressFetch(server.origin);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(packed);
  });

  const timeoutMs = 60_000;
  it.each<[string, RequestListener]>([
    ['never answers', () => {}],
    [
      'stops in the middle of the body',
      (_request, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{');
      },
    ],
    [
      'sends a byte now and then without end',
      (_request, response) => {
        const timer = setInterval(() => response.write(' '), 10);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('ends when its time is over although the server %s', async (_what, listener) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    // The time is over when the request has arrived, however busy the machine is.
    const server = await serve((request, response) => {
      listener(request, response);
      vi.advanceTimersByTime(timeoutMs);
    });
    expect(await refusal(egressTo(server.port).egressFetch(server.origin, { timeoutMs }))).toMatchObject({
      reply: { code: 'ETIMEDOUT', text: `localhost:${server.port} did not answer within 60 s.` },
      requestSent: true,
    });
  });

  it('ends when the caller gives up', async () => {
    const controller = new AbortController();
    const server = await serve(() => controller.abort());
    const { egressFetch } = egressTo(server.port);
    const call = { signal: controller.signal };
    expect(await refusal(egressFetch(server.origin, call))).toMatchObject({
      reply: { code: 'EABORTED' },
      requestSent: true,
    });
    expect(await refusal(egressFetch(server.origin, call))).toMatchObject({ requestSent: false });
  });
});

describe('whether the request may have left', () => {
  it('no: nobody listens', async () => {
    const server = await startWebServer(() => {});
    await server.close();
    expect(await refusal(egressTo(server.port).egressFetch(`http://localhost:${server.port}/`))).toMatchObject({
      reply: { protocol: 'network', code: 'ECONNREFUSED' },
      requestSent: false,
    });
  });

  it('yes: the server closed without an answer, once and without a second try', async () => {
    let asked = 0;
    const server = await serve((request) => {
      asked += 1;
      request.socket.destroy();
    });
    const error = await refusal(egressTo(server.port).egressFetch(server.origin, { method: 'POST', body: 'x' }));
    expect(error).toMatchObject({ reply: { code: 'ECONNECTION' }, requestSent: true });
    expect(asked).toBe(1);
  });

  it('yes: the server closed in the middle of its answer', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy());
    });
    const error = await refusal(egressTo(server.port).egressFetch(server.origin, { method: 'POST', body: 'x' }));
    expect(error).toMatchObject({ reply: { code: 'ECONNECTION' }, requestSent: true });
  });

  it('yes: what listens there does not speak HTTP', async () => {
    const server = createServer((socket) =>
      socket
        .on('error', () => {})
        .resume()
        .end('220 mail.example ESMTP\r\n'),
    );
    await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
    open.push({ close: () => new Promise((fulfil) => server.close(() => fulfil())) });
    const { port } = server.address() as { port: number };
    expect(await refusal(egressTo(port).egressFetch(`http://localhost:${port}/`))).toMatchObject({
      reply: { code: 'EPROTOCOL' },
      requestSent: true,
    });
  });

  it('every call has a connection of its own', async () => {
    const sockets = new Set<unknown>();
    const server = await serve((request, response) => {
      sockets.add(request.socket);
      response.end();
    });
    const { egressFetch } = egressTo(server.port);
    for (let call = 0; call < 3; call += 1) await egressFetch(server.origin);
    expect(sockets.size).toBe(3);
  });
});
