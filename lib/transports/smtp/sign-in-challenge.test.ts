import { mkdtempSync, rmSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { accessToken, aMail, signedInBy, via } from '#lib/testing/outgoing-mail.ts';
import { openCertificates } from '#sandbox/certificates/authority.ts';
import { fullScope, gmailScope, googleRedirectUri, googleTokensFor } from '#sandbox/testing/google-sign-in.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import { xoauth2Message } from './mechanisms.ts';
import { sendBySmtp } from './send-by-smtp.ts';

const place = mkdtempSync(join(tmpdir(), 'mailgrant-ca-'));
const { caCertificate, serverCertificate, serverKey } = openCertificates(place);
afterAll(() => rmSync(place, { recursive: true, force: true }));

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const base64 = (text: string) => Buffer.from(text).toString('base64');
const reason = '{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}';
const final = '535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 - gsmtp';

/** A server with TLS that answers the sign-in with these lines, one to each of the client's. */
async function aServerThatSays(...answers: string[]) {
  const heard: string[] = [];
  const sockets: Socket[] = [];
  const talk = (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write('220 refuses\r\n');
    const queue = ['250-refuses\r\n250 AUTH XOAUTH2', ...answers];
    socket.on('data', (chunk) => {
      heard.push(...chunk.toString().split('\r\n').slice(0, -1));
      const answer = queue.shift();
      if (answer) socket.write(`${answer}\r\n`);
    });
  };
  const server: Server = createServer({ key: serverKey, cert: serverCertificate }, talk);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((closed) => server.close(closed));
  });
  const address = server.address();
  const smtpPort = typeof address === 'object' && address ? address.port : 0;
  allowEgress('localhost', smtpPort);
  return { heard, to: via({ smtpPort, smtpSecurity: 'tls', caCertificate }) };
}

describe('a challenge before the reply', () => {
  it.each([
    ['JSON in base64', base64(reason), reason],
    ['base64 without its end', base64(`${reason} `).replace(/=+$/, ''), `${reason} `],
    ['words in base64', base64('Token ungültig'), 'Token ungültig'],
    ['broken base64', '!!eyJzdGF0dXMi', '!!eyJzdGF0dXMi'],
    ['base64 of no text', Buffer.from([0xff, 0xfe, 0xfd]).toString('base64'), '//79'],
  ])('is kept beside it, decoded where it can be: %s', async (_what, said, kept) => {
    const { heard, to } = await aServerThatSays(`334 ${said}`, final);
    const outcome = await sendBySmtp(aMail(), to);
    expect(outcome).toMatchObject({ kind: 'refused', reply: { protocol: 'smtp', status: 535, code: '5.7.8' } });
    expect(outcome.reply.challenge).toBe(kept);
    expect(outcome.reply.text).toContain('Username and Password not accepted.');
    // Once, then the empty line that gets the reply.
    expect(heard.filter((line) => line.startsWith('AUTH'))).toHaveLength(1);
    expect(heard).toContain('');
  });

  it.each([
    ['the token', `{"token":"${accessToken}"}`],
    ['the whole message', `{"message":"${xoauth2Message('reports@contoso.example', accessToken)}"}`],
  ])('does not repeat what it echoes: %s', async (_what, echo) => {
    const { to } = await aServerThatSays(`334 ${base64(echo)}`, final);
    const { reply } = await sendBySmtp(aMail(), to);
    expect(reply.challenge).toMatch(/^\{"\w+":"\[redacted\]"\}$/);
  });

  it('is absent where there was none, or it said nothing', async () => {
    const plain = await aServerThatSays('535 5.7.3 No');
    expect((await sendBySmtp(aMail(), plain.to)).reply).not.toHaveProperty('challenge');
    const empty = await aServerThatSays('334 ', final);
    expect((await sendBySmtp(aMail(), empty.to)).reply).not.toHaveProperty('challenge');
  });
});

it('tells what the sandbox’s Google says to a token that may not use SMTP', async () => {
  const sandbox = await runSandbox();
  closing.push(() => sandbox.stop());
  const keys = sandbox.control.google.createClient({ project: 'Northwind', redirectUris: [googleRedirectUri] });
  const mailbox = 'reports@northwind.example';
  const { smtpHost, smtpPort, caCertificate: ca } = sandbox.google;
  allowEgress(smtpHost, smtpPort);
  const to = async (scope: string) => {
    const { json } = await googleTokensFor(sandbox, keys, { account: mailbox }, { scope, more: { prompt: 'consent' } });
    const token = new Secret(String(json.access_token));
    return via({ ...signedInBy(token), mailbox, smtpHost, smtpPort, caCertificate: ca });
  };
  const mail = aMail({ from: { name: 'Northwind', address: mailbox }, to: ['dana@northwind.example'] });

  const { kind, reply } = await sendBySmtp(mail, await to(gmailScope));
  expect(kind).toBe('refused');
  expect(reply).toMatchObject({ protocol: 'smtp', status: 535, code: '5.7.8' });
  expect(JSON.parse(reply.challenge ?? '')).toMatchObject({ schemes: 'Bearer', scope: 'https://mail.google.com/' });
  // Control: the right scope gets through, and nothing is left to tell.
  const sent = await sendBySmtp(mail, await to(fullScope));
  expect(sent.kind).toBe('accepted');
  expect(sent.reply).not.toHaveProperty('challenge');
});
