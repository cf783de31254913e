import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import PostalMime from 'postal-mime';
import { afterEach, describe, expect, it } from 'vitest';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { accessToken, aMail, via } from '#lib/testing/outgoing-mail.ts';
import { startWebServer, type WebServer } from '#lib/testing/web-server.ts';
import { transport } from '#lib/transports/index.ts';

const send = transport('gmail');
let server: WebServer | undefined;
afterEach(() => server?.close());

type Seen = { url: string; type: string; authorization: string; body: Buffer };
type Respond = (response: ServerResponse, request: IncomingMessage) => void;

/** A Gmail API below a path, as the sandbox's is, that answers with what it is told. */
async function aGmail(respond: Respond) {
  const seen: Seen[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '', 'content-type': type = '' } = request.headers;
    seen.push({ url: `${request.method} ${request.url}`, type, authorization, body: Buffer.concat(chunks) });
    respond(response, request);
  };
  server = await startWebServer(listener);
  allowEgress('127.0.0.1', server.port);
  return { seen, apiUrl: `http://127.0.0.1:${server.port}/gmail/` };
}

const json = (response: ServerResponse, status: number, body: object, headers = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const accepts: Respond = (response) => json(response, 200, { id: 'a1b2', threadId: 'a1b2', labelIds: ['SENT'] });
const errors =
  (code: number, message: string, more: object, headers = {}): Respond =>
  (response) =>
    json(response, code, { error: { code, message, ...more } }, headers);
const reasons = (reason: string) => ({ errors: [{ domain: 'global', reason, message: 'x' }] });
const page =
  (status: number): Respond =>
  (response) =>
    response.writeHead(status).end('<html>');

const large = { attachments: [{ filename: 'a.bin', contentType: 'text/csv', content: new Uint8Array(3_000_000) }] };

describe('handing over', () => {
  it('sends a small message as JSON, and takes 200 with an id for a yes', async () => {
    const gmail = await aGmail(accepts);
    const outcome = await send(aMail(), via({ apiUrl: gmail.apiUrl }));

    expect(outcome).toEqual({
      kind: 'accepted',
      reply: { protocol: 'gmail', status: 200, text: 'Accepted (message a1b2)' },
    });
    const [request] = gmail.seen;
    expect(request).toMatchObject({
      url: 'POST /gmail/gmail/v1/users/me/messages/send',
      type: 'application/json',
      authorization: `Bearer ${accessToken}`,
    });
    const { raw } = JSON.parse(String(request?.body)) as { raw: string };
    expect(raw).toMatch(/^[\w-]+$/);
    const read = await PostalMime.parse(Buffer.from(raw, 'base64url'));
    expect(read.messageId).toBe('<b4a9@contoso.example>');
  });

  it('sends a large one as its bytes, to the same base', async () => {
    const gmail = await aGmail(accepts);
    expect(await send(aMail(large), via({ apiUrl: gmail.apiUrl }))).toMatchObject({ kind: 'accepted' });

    expect(gmail.seen).toHaveLength(1);
    const [request] = gmail.seen;
    expect(request).toMatchObject({
      url: 'POST /gmail/upload/gmail/v1/users/me/messages/send?uploadType=media',
      type: 'message/rfc822',
      authorization: `Bearer ${accessToken}`,
    });
    const read = await PostalMime.parse(request?.body ?? '');
    expect(read.attachments[0]?.content).toHaveProperty('byteLength', 3_000_000);
  });

  it('goes nowhere else, whatever the environment asks of the library', async () => {
    const gmail = await aGmail(accepts);
    const elsewhere: string[] = [];
    const other = await startWebServer((request, response) => {
      elsewhere.push(String(request.url));
      response.writeHead(200).end('{}');
    });
    const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'GCE_METADATA_HOST', 'GOOGLE_CLOUD_UNIVERSE_DOMAIN'] as const;
    const host = `127.0.0.1:${other.port}`;
    for (const name of names) process.env[name] = /PROXY/.test(name) ? `http://${host}` : host;
    try {
      for (const mail of [aMail(), aMail(large)]) await send(mail, via({ apiUrl: gmail.apiUrl }));
    } finally {
      for (const name of names) delete process.env[name];
      await other.close();
    }
    expect(gmail.seen).toHaveLength(2);
    expect(elsewhere).toEqual([]);
  });

  it('keeps to the host it was given, whatever universe the environment names', async () => {
    process.env.GOOGLE_CLOUD_UNIVERSE_DOMAIN = 'elsewhere.example';
    try {
      // Refused before any lookup, because it is not https; the words name who was to be called.
      const { reply } = await send(aMail(), via({ apiUrl: 'http://gmail.googleapis.com' }));
      expect(reply.text).toContain('http://gmail.googleapis.com');
    } finally {
      delete process.env.GOOGLE_CLOUD_UNIVERSE_DOMAIN;
    }
  });

  it('has no way around egress: what that refuses is not sent, not even an upload', async () => {
    for (const mail of [aMail(), aMail(large)]) {
      expect(await send(mail, via({ apiUrl: 'https://10.0.0.1' }))).toMatchObject({
        kind: 'refused',
        reply: { protocol: 'network', code: 'EGRESS_DENIED' },
      });
    }
  });
});

describe('a no', () => {
  it('is passed on as Gmail says it, by the newer reason where there is one', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'SERVICE_DISABLED' }];
    const gmail = await aGmail(errors(403, 'Not enabled.', { ...reasons('accessNotConfigured'), details }));
    expect(await send(aMail(), via({ apiUrl: gmail.apiUrl }))).toEqual({
      kind: 'refused',
      reply: { protocol: 'gmail', status: 403, code: 'SERVICE_DISABLED', text: 'Not enabled.' },
    });
  });

  it.each([
    ['the classic reason', reasons('domainPolicy'), 'domainPolicy'],
    ['the status', { status: 'PERMISSION_DENIED' }, 'PERMISSION_DENIED'],
    ['nothing', {}, undefined],
  ])('else by %s', async (_by, more, code) => {
    const gmail = await aGmail(errors(403, 'No.', more));
    const { reply } = await send(aMail(), via({ apiUrl: gmail.apiUrl }));
    expect(reply).toMatchObject({ status: 403, text: 'No.' });
    expect(reply.code).toBe(code);
  });

  it('carries the time that stands in the words, and the header’s before it', async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const words = `User-rate limit exceeded.  Retry after ${at} (Mail sending)`;
    const waits = async (headers = {}) => {
      const gmail = await aGmail(errors(429, words, reasons('rateLimitExceeded'), headers));
      const { reply } = await send(aMail(), via({ apiUrl: gmail.apiUrl }));
      await server?.close();
      return reply.retryAfterMs ?? 0;
    };
    expect(await waits()).toBeGreaterThan(3_500_000);
    expect(await waits()).toBeLessThanOrEqual(3_600_000);
    expect(await waits({ 'retry-after': '10' })).toBe(10_000);
  });

  it.each([
    ['a header', accessToken],
    ['base64', Buffer.from(`Bearer ${accessToken}`).toString('base64')],
  ])('never repeats the token that a proxy echoes as %s', async (_how, echo) => {
    const gmail = await aGmail(errors(401, `Bad token ${echo}, go away.`, reasons(`Bad ${echo}`)));
    const { reply } = await send(aMail(), via({ apiUrl: gmail.apiUrl }));
    expect(reply.code).toMatch(/^Bad \S*\[redacted\]\S*$/);
    expect(reply.text).toMatch(/^Bad token \S*\[redacted\]\S*, go away\.$/);
    expect(JSON.stringify(reply)).not.toContain(echo.slice(9, -5));
  });

  it.each([
    ['413 without an error', page(413)],
    ['503', page(503)],
    ['500 that Gmail explains', errors(500, 'Backend Error', reasons('backendError'))],
    ['401', errors(401, 'Invalid Credentials', reasons('authError'))],
  ])('%s: the message was not taken, and is not sent again', async (_what, respond) => {
    const gmail = await aGmail(respond);
    expect(await send(aMail(), via({ apiUrl: gmail.apiUrl }))).toMatchObject({ kind: 'refused' });
    expect(gmail.seen).toHaveLength(1);
  });

  it('comes from our side when nobody listens', async () => {
    const gmail = await aGmail(accepts);
    await server?.close();
    expect(await send(aMail(), via({ apiUrl: gmail.apiUrl }))).toMatchObject({
      kind: 'refused',
      reply: { protocol: 'network', code: 'ECONNREFUSED' },
    });
  });
});

describe('a lost answer: the message may have been sent', () => {
  it.each([
    ['504', page(504)],
    ['504 with an error of Gmail', errors(504, 'Deadline exceeded', reasons('backendError'))],
    ['502', page(502)],
    ['500 that nobody explains', page(500)],
    ['a page with 200', page(200)],
    ['200 without an id', (response: ServerResponse) => json(response, 200, {})],
    ['a connection that breaks', (response: ServerResponse) => response.destroy()],
  ])('%s', async (_what, respond) => {
    const gmail = await aGmail(respond);
    const outcome = await send(aMail(), via({ apiUrl: gmail.apiUrl }));
    expect(outcome.kind).toBe('unknown');
    expect(JSON.stringify(outcome)).not.toContain(accessToken);
    expect(gmail.seen).toHaveLength(1);
  });
});
