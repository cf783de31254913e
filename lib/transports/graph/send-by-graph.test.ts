import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import PostalMime from 'postal-mime';
import { afterEach, describe, expect, it } from 'vitest';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { accessToken, aMail, via } from '#lib/testing/outgoing-mail.ts';
import { startWebServer, type WebServer } from '#lib/testing/web-server.ts';
import { transport } from '#lib/transports/index.ts';

const send = transport('graph');
let server: WebServer | undefined;
afterEach(() => server?.close());

type Seen = { url: string; type: string; authorization: string; body: string };

/** A Graph that answers with what it is told. `Retry-After` and the like go through `headers`. */
async function aGraph(respond: (response: ServerResponse, request: IncomingMessage) => void) {
  const seen: Seen[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '', 'content-type': type = '' } = request.headers;
    seen.push({ url: `${request.method} ${request.url}`, type, authorization, body: Buffer.concat(chunks).toString() });
    respond(response, request);
  };
  server = await startWebServer(listener);
  allowEgress('127.0.0.1', server.port);
  return { seen, apiUrl: `http://127.0.0.1:${server.port}/` };
}

const accepts = (response: ServerResponse) => response.writeHead(202, { 'request-id': 'r-1' }).end();
const errors =
  (status: number, code: string, message: string, headers = {}) =>
  (response: ServerResponse) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify({ error: { code, message, innerError: { 'request-id': 'r-1' } } }));
const page = (status: number) => (response: ServerResponse) => response.writeHead(status).end('<html>');

describe('handing over', () => {
  it('sends MIME in base64 as the person, and takes 202 for a yes', async () => {
    const graph = await aGraph(accepts);
    const outcome = await send(aMail(), via({ apiUrl: graph.apiUrl }));

    expect(outcome).toEqual({
      kind: 'accepted',
      reply: { protocol: 'graph', status: 202, text: 'Accepted (request-id r-1)' },
    });
    const [request] = graph.seen;
    expect(request).toMatchObject({
      url: 'POST /v1.0/me/sendMail',
      type: 'text/plain',
      authorization: `Bearer ${accessToken}`,
    });
    const read = await PostalMime.parse(Buffer.from(request?.body ?? '', 'base64'));
    expect(read.messageId).toBe('<b4a9@contoso.example>');
  });

  it('sends JSON when no copy is to stay in Sent Items', async () => {
    const graph = await aGraph(accepts);
    const attachments = [{ filename: 'a.csv', contentType: 'text/csv', content: new Uint8Array([97]) }];
    const mail = aMail({ saveToSentItems: false, html: '<p>Hello</p>', attachments });
    await send(mail, via({ apiUrl: graph.apiUrl }));

    const [request] = graph.seen;
    expect(request?.type).toBe('application/json');
    expect(JSON.parse(request?.body ?? '')).toEqual({
      message: {
        subject: 'Mailgrant test e-mail',
        body: { contentType: 'html', content: '<p>Hello</p>' },
        from: { emailAddress: { address: 'reports@contoso.example', name: 'Contoso Reports' } },
        toRecipients: [{ emailAddress: { address: 'alex@contoso.example' } }],
        internetMessageId: '<b4a9@contoso.example>',
        attachments: [
          {
            '@odata.type': '#microsoft.graph.fileAttachment',
            name: 'a.csv',
            contentType: 'text/csv',
            contentBytes: 'YQ==',
          },
        ],
      },
      saveToSentItems: false,
    });
  });

  it('names the mailbox when an application acts', async () => {
    const graph = await aGraph(accepts);
    await send(aMail(), via({ apiUrl: graph.apiUrl, actingAs: 'application', mailbox: 'a/b@contoso.example' }));
    expect(graph.seen[0]?.url).toBe('POST /v1.0/users/a%2Fb%40contoso.example/sendMail');
  });
});

describe('a no', () => {
  it('is passed on as Graph says it', async () => {
    const graph = await aGraph(errors(403, 'ErrorSendAsDenied', 'Cannot submit message.'));
    expect(await send(aMail(), via({ apiUrl: graph.apiUrl }))).toEqual({
      kind: 'refused',
      reply: { protocol: 'graph', status: 403, code: 'ErrorSendAsDenied', text: 'Cannot submit message.' },
    });
  });

  it('carries Retry-After', async () => {
    const graph = await aGraph(errors(429, 'ApplicationThrottled', 'Slowly.', { 'retry-after': '10' }));
    expect(await send(aMail(), via({ apiUrl: graph.apiUrl }))).toMatchObject({
      kind: 'refused',
      reply: { status: 429, code: 'ApplicationThrottled', retryAfterMs: 10_000 },
    });
  });

  it.each([
    ['a header', accessToken],
    ['a form', encodeURIComponent(accessToken).replaceAll('-', '%2d')],
    ['base64', Buffer.from(`Bearer ${accessToken}`).toString('base64')],
  ])('never repeats the token that a proxy echoes as %s', async (_how, echo) => {
    const graph = await aGraph(errors(401, `Bad ${echo}`, `Bad token ${echo}, go away.`));
    const { reply } = await send(aMail(), via({ apiUrl: graph.apiUrl }));
    expect(reply.code).toMatch(/^Bad \S*\[redacted\]\S*$/);
    expect(reply.text).toMatch(/^Bad token \S*\[redacted\]\S*, go away\.$/);
    expect(reply.text).not.toContain(echo.slice(9, -5));
  });

  it('never repeats the token in what identifies an accepted request', async () => {
    const graph = await aGraph((response) => response.writeHead(202, { 'request-id': accessToken }).end());
    const { reply } = await send(aMail(), via({ apiUrl: graph.apiUrl }));
    expect(reply.text).toBe('Accepted (request-id [redacted])');
  });

  it('keeps no more of a code than a word', async () => {
    const graph = await aGraph(errors(400, 'x'.repeat(5_000), 'x'.repeat(5_000)));
    const { reply } = await send(aMail(), via({ apiUrl: graph.apiUrl }));
    expect([reply.code?.length, reply.text.length]).toEqual([200, 2_000]);
  });

  it.each([
    ['413 without an error', page(413)],
    ['503', page(503)],
    ['500 that Graph explains', errors(500, 'ErrorInternalServerError', 'x')],
    ['401', errors(401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.')],
  ])('%s: the message was not taken', async (_what, respond) => {
    const graph = await aGraph(respond);
    expect(await send(aMail(), via({ apiUrl: graph.apiUrl }))).toMatchObject({ kind: 'refused' });
  });

  it('comes from our side when the address is not allowed or nobody listens', async () => {
    expect(await send(aMail(), via({ apiUrl: 'https://10.0.0.1' }))).toMatchObject({
      kind: 'refused',
      reply: { protocol: 'network', code: 'EGRESS_DENIED' },
    });
    const graph = await aGraph(accepts);
    await server?.close();
    expect(await send(aMail(), via({ apiUrl: graph.apiUrl }))).toMatchObject({
      kind: 'refused',
      reply: { protocol: 'network', code: 'ECONNREFUSED' },
    });
  });
});

describe('a lost answer: the message may have been sent', () => {
  it.each([
    ['504', page(504)],
    ['504 with an error of Graph', errors(504, 'UnknownError', '')],
    ['502', page(502)],
    ['500 that nobody explains', page(500)],
    ['a page with 200', page(200)],
    ['a connection that breaks', (response: ServerResponse) => response.destroy()],
  ])('%s', async (_what, respond) => {
    const graph = await aGraph(respond);
    const outcome = await send(aMail(), via({ apiUrl: graph.apiUrl }));
    expect(outcome.kind).toBe('unknown');
    expect(JSON.stringify(outcome)).not.toContain(accessToken);
    expect(graph.seen).toHaveLength(1);
  });
});
