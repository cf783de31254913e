import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSandbox } from '#sandbox/testing/running.ts';
import { html } from './html.ts';

let sandbox: Awaited<ReturnType<typeof runSandbox>>;
beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());

/** fetch does not let a caller choose Host. */
function statusWithHost(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${sandbox.origin}/`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on('error', reject).end();
  });
}

/** Bytes as they are: a client library would tidy the target up. */
function statusOf(line: string, host = 'localhost'): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(sandbox.origin).port), '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.once('error', reject).once('close', () => resolve(Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1])));
    socket.write(`${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}

describe('the door', () => {
  it('answers to its own names only', async () => {
    expect(await statusWithHost('localhost')).toBe(200);
    expect(await statusWithHost('127.0.0.1:1234')).toBe(200);
    expect(await statusWithHost('evil.example')).toBe(421);
  });

  it('does nothing for a page of another origin', async () => {
    const reset = (headers: Record<string, string>) =>
      fetch(`${sandbox.origin}/control/reset`, { method: 'POST', headers });
    expect((await reset({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await reset({ origin: 'http://localhost:3000' })).status).toBe(403);
    expect((await reset({ origin: sandbox.origin })).status).toBe(200);
    const peek = await fetch(`${sandbox.origin}/control/requests`, { headers: { 'sec-fetch-site': 'same-site' } });
    expect(peek.status).toBe(403);
  });

  it('outlives requests that no browser sends, and calls none of them its own mistake', async () => {
    const statuses = async (lines: string[]): Promise<number[]> => Promise.all(lines.map((line) => statusOf(line)));
    expect(await statuses(['OPTIONS *', 'OPTIONS /mailbox', 'PROPFIND /'])).toEqual([405, 405, 405]);
    expect(await statuses(['GET //', 'GET //evil.example/mailbox', 'GET /http://['])).toEqual([404, 404, 404]);
    expect(await statuses(['GET /mailbox/%zz', 'GET /mailbox/%E4', 'GET mailbox'])).toEqual([400, 400, 400]);
    expect(await statuses(['GET http://evil.example/', 'GET http://localhost/mailbox'])).toEqual([421, 200]);
    expect(await statusOf('GET /', 'localhost:99999')).toBe(400);
    expect(await statusOf('GET /', 'localhost:1@evil.example')).toBe(421);
    expect(await statusOf('GET /')).toBe(200);
    const wrong = await fetch(`${sandbox.origin}/control/reset`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('says what is not there', async () => {
    expect((await fetch(`${sandbox.origin}/nowhere`)).status).toBe(404);
    expect((await fetch(`${sandbox.origin}/control/reset`)).status).toBe(405);
    const wrong = await fetch(`${sandbox.origin}/control/registrations`, { method: 'POST', body: '{"name":"x"}' });
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toEqual({ error: 'The field "directory" must be a text.' });
  });
});

it('escapes whatever is put into a page', () => {
  expect(html`<a title="${'"&'}">${['<b>', html`<i>`]}</a>`.text).toBe('<a title="&quot;&amp;">&lt;b&gt;<i></a>');
});
