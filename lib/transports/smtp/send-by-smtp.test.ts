import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { accessToken, aMail, via } from '#lib/testing/outgoing-mail.ts';
import { openCertificates } from '#sandbox/certificates/authority.ts';
import { xoauth2Message } from './mechanisms.ts';
import { sendBySmtp } from './send-by-smtp.ts';

const place = mkdtempSync(join(tmpdir(), 'mailgrant-ca-'));
const { caCertificate, serverCertificate, serverKey } = openCertificates(place);
afterAll(() => rmSync(place, { recursive: true, force: true }));

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const timeouts = { connectMs: 2_000, greetingMs: 2_000, silenceMs: 400, verifyMs: 10_000, sendMs: 10_000 };

/** A mail server with TLS that says yes to everything it is not told to refuse. */
async function aServer(options: SMTPServerOptions = {}) {
  const seen = {
    tokens: [] as (string | undefined)[],
    users: [] as (string | undefined)[],
    mails: [] as Buffer[],
    secure: [] as boolean[],
  };
  const server = new SMTPServer({
    key: serverKey,
    cert: serverCertificate,
    authMethods: ['XOAUTH2'],
    logger: false,
    onAuth: (auth, session, done) => {
      seen.tokens.push(auth.accessToken);
      seen.users.push(auth.username);
      seen.secure.push(session.secure);
      done(null, { user: auth.username });
    },
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        seen.mails.push(Buffer.concat(chunks));
        done(null, '2.0.0 OK <b4a9@contoso.example> queued');
      });
    },
    ...options,
  });
  // Broken connections are what some of these tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '0.0.0.0', ready));
  const { port } = server.server.address() as AddressInfo;
  closing.push(() => new Promise<void>((closed) => server.close(() => closed())));
  allowEgress('localhost', port);
  return {
    seen,
    server,
    to: via({ smtpPort: port, smtpSecurity: options.secure ? 'tls' : 'starttls', caCertificate }),
  };
}

const refusal = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });
const send = (mail: Parameters<typeof sendBySmtp>[0], to: ReturnType<typeof via>) => sendBySmtp(mail, to, timeouts);

describe('handing over', () => {
  it.each([
    ['by STARTTLS', false],
    ['by TLS from the start', true],
  ])('signs in with the token %s, and sends the message as composed', async (_how, secure) => {
    const { seen, to } = await aServer({ secure });
    const outcome = await send(aMail(), to);

    expect(outcome).toMatchObject({ kind: 'accepted', reply: { protocol: 'smtp', status: 250, code: '2.0.0' } });
    expect(seen).toMatchObject({ tokens: [accessToken], users: ['reports@contoso.example'], secure: [true] });
    const read = await PostalMime.parse(seen.mails[0] ?? '');
    expect(read.messageId).toBe('<b4a9@contoso.example>');
    expect(read.text).toContain('\n.\n');
  });

  it('signs in by XOAUTH2 although passwords are offered first, as Exchange Online does', async () => {
    const methods: string[] = [];
    const { to } = await aServer({
      authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
      onAuth: (auth, _session, done) => {
        methods.push(`${auth.method}: ${auth.accessToken ?? auth.password}`);
        done(null, { user: auth.username });
      },
    });
    expect((await send(aMail(), to)).kind).toBe('accepted');
    expect(methods).toEqual([`XOAUTH2: ${accessToken}`]);
  });

  it('names the recipients that were refused beside others', async () => {
    const { to } = await aServer({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('no') ? refusal(550, '5.1.1 No such user') : null),
    });
    const outcome = await send(aMail({ to: ['alex@contoso.example', 'nobody@contoso.example'] }), to);
    expect(outcome.kind).toBe('accepted');
    expect(outcome.reply.text).toMatch(/not to nobody@contoso.example: 550/);
  });
});

describe('nothing is said without checked TLS', () => {
  it('refuses a certificate that this connection does not trust', async () => {
    const { seen, to } = await aServer();
    const outcome = await send(aMail(), { ...to, caCertificate: '' });
    expect(outcome).toMatchObject({ kind: 'refused', reply: { protocol: 'network' } });
    expect(outcome.reply.code).toMatch(/SELF_SIGNED|UNABLE_TO/);
    expect(seen.tokens).toEqual([]);
  });

  it('refuses a certificate for another name', async () => {
    const { seen, to } = await aServer();
    allowEgress('127.0.0.2', to.smtpPort);
    const outcome = await send(aMail(), { ...to, smtpHost: '127.0.0.2' });
    expect(outcome).toMatchObject({ kind: 'refused', reply: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
    expect(seen.tokens).toEqual([]);
  });

  it('stops where STARTTLS is not offered, before any credential', async () => {
    const received: Buffer[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 plain\r\n');
      socket.on('data', (chunk) => {
        received.push(chunk);
        socket.write(/^EHLO/.test(chunk.toString()) ? '250-plain\r\n250 AUTH XOAUTH2\r\n' : '502 5.5.1 Unknown\r\n');
      });
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    closing.push(() => new Promise((closed) => server.close(closed)));
    const { port } = server.address() as AddressInfo;
    allowEgress('localhost', port);

    const outcome = await send(aMail(), via({ smtpPort: port }));
    expect(outcome).toMatchObject({ kind: 'refused', reply: { protocol: 'network', code: 'STARTTLS_MISSING' } });
    const all = Buffer.concat(received).toString();
    expect(all).toContain('STARTTLS');
    expect(all).not.toMatch(/AUTH|MAIL FROM/);
  });

  it('tells TLS on the wrong port', async () => {
    const { to } = await aServer();
    const outcome = await send(aMail(), { ...to, smtpSecurity: 'tls' });
    expect(outcome).toMatchObject({
      kind: 'refused',
      reply: { protocol: 'network', code: 'TLS_NOT_FROM_START' },
    });
  });

  it('says so when the certificate to trust is none', async () => {
    const { to } = await aServer();
    const outcome = await send(aMail(), { ...to, caCertificate: 'nonsense' });
    expect(outcome).toMatchObject({ kind: 'refused', reply: { code: 'ECACERTIFICATE' } });
  });
});

describe('a no', () => {
  it('at sign-in is the server’s own, and the token is not tried again', async () => {
    let tries = 0;
    const { to } = await aServer({
      onAuth: (_auth, _session, done) => {
        tries += 1;
        done(refusal(535, '5.7.3 Authentication unsuccessful [HOST]'));
      },
    });
    const outcome = await send(aMail(), to);
    expect(outcome).toMatchObject({ kind: 'refused', reply: { protocol: 'smtp', status: 535, code: '5.7.3' } });
    expect(outcome.reply.text).toContain('Authentication unsuccessful [HOST]');
    expect(tries).toBe(1);
    expect(JSON.stringify(outcome)).not.toContain(xoauth2Message('reports@contoso.example', accessToken));
  });

  it.each([
    ['the token', accessToken],
    ['the whole line', `AUTH XOAUTH2 ${xoauth2Message('reports@contoso.example', accessToken)}`],
    ['its beginning', `AUTH XOAUTH2 ${xoauth2Message('reports@contoso.example', accessToken).slice(0, 84)}`],
  ])('never repeats what a server echoes: %s', async (_what, echo) => {
    const { to } = await aServer({ onAuth: (_auth, _session, done) => done(refusal(535, `5.7.3 No: ${echo}.`)) });
    const { reply } = await send(aMail(), to);
    expect(reply).toMatchObject({ status: 535, code: '5.7.3' });
    expect(reply.text).toMatch(/^535 5\.7\.3 No: (AUTH XOAUTH2 )?\[redacted\]\.$/);
  });

  it('never repeats the token in what was said of an accepted message', async () => {
    const { to } = await aServer({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('no') ? refusal(550, `5.1.1 No ${accessToken}`) : null),
      onData: (stream, _session, done) => {
        stream.resume().on('end', () => done(null, `2.0.0 OK ${accessToken}`));
      },
    });
    const { kind, reply } = await send(aMail({ to: ['alex@contoso.example', 'nobody@contoso.example'] }), to);
    expect(kind).toBe('accepted');
    expect(reply.text).toBe('250 2.0.0 OK [redacted] (not to nobody@contoso.example: 550 5.1.1 No [redacted])');
  });

  it('is ours where XOAUTH2 is not offered', async () => {
    const { seen, to } = await aServer({ authMethods: ['PLAIN', 'LOGIN'] });
    expect(await send(aMail(), to)).toMatchObject({
      kind: 'refused',
      reply: { protocol: 'smtp', code: 'XOAUTH2_MISSING' },
    });
    expect(seen.tokens).toEqual([]);
    expect(seen.users).toEqual([]);
  });

  it.each([
    [
      'to the sender',
      {
        onMailFrom: (_a: unknown, _s: unknown, done: (e: Error) => void) =>
          done(refusal(554, '5.2.252 SendAsDenied; a not allowed to send as b')),
      },
      554,
      '5.2.252',
    ],
    [
      'and hangs up',
      {
        onMailFrom: (_a: unknown, _s: unknown, done: (e: Error) => void) =>
          done(refusal(421, '4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded')),
      },
      421,
      '4.3.2',
    ],
    [
      'to the recipient',
      {
        onRcptTo: (_a: unknown, _s: unknown, done: (e: Error) => void) =>
          done(refusal(550, '5.1.10 Recipient not found')),
      },
      550,
      '5.1.10',
    ],
    [
      'to the connection',
      {
        onConnect: (_s: unknown, done: (e: Error) => void) =>
          done(refusal(432, '4.3.2 Concurrent connections limit exceeded')),
      },
      432,
      '4.3.2',
    ],
  ])('%s', async (_what, options, status, code) => {
    const { to } = await aServer(options as SMTPServerOptions);
    expect(await send(aMail(), to)).toMatchObject({ kind: 'refused', reply: { protocol: 'smtp', status, code } });
  });

  it('to a message larger than it says to take, which is spared it', async () => {
    const { seen, to } = await aServer({ size: 100 });
    expect(await send(aMail(), to)).toMatchObject({ kind: 'refused', reply: { protocol: 'smtp', code: '5.3.4' } });
    expect(seen.mails).toEqual([]);
  });

  it('to the message, after its last byte', async () => {
    const { to } = await aServer({
      onData: (stream, _session, done) => {
        stream.resume().on('end', () => done(refusal(554, '5.2.0 SubmissionQuotaExceededException')));
      },
    });
    expect(await send(aMail(), to)).toMatchObject({ kind: 'refused', reply: { status: 554, code: '5.2.0' } });
  });

  it('comes from the network when the connection breaks before the last byte', async () => {
    const { server, to } = await aServer({
      onData: (stream) => {
        stream.once('data', () => [...server.connections].map((one) => one._socket.destroy()));
      },
    });
    const attachments = [
      { filename: 'a', contentType: 'application/octet-stream', content: new Uint8Array(20_000_000) },
    ];
    const outcome = await send(aMail({ attachments }), to);
    expect(outcome).toMatchObject({ kind: 'refused', reply: { protocol: 'network' } });
  });

  it('comes from our side when nobody listens or the address is not allowed', async () => {
    const { server, to } = await aServer();
    await new Promise<void>((closed) => server.close(() => closed()));
    expect(await send(aMail(), to)).toMatchObject({ kind: 'refused', reply: { code: 'ECONNREFUSED' } });
    expect(await send(aMail(), { ...to, smtpHost: '10.0.0.1' })).toMatchObject({
      kind: 'refused',
      reply: { code: 'EGRESS_DENIED' },
    });
  });
});

describe('after the last byte: the message may have been sent', () => {
  it.each([
    ['silence', () => undefined],
    ['a broken connection', (server: SMTPServer) => [...server.connections].map((one) => one._socket.destroy())],
  ])('%s', async (_what, happens) => {
    const { server, to } = await aServer({
      onData: (stream) => {
        stream.resume().on('end', () => happens(server));
      },
    });
    expect(await send(aMail(), to)).toMatchObject({ kind: 'unknown', reply: { protocol: 'network' } });
    for (const one of server.connections) one._socket.destroy();
  });
});
