import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { startConnectProxy } from '#lib/testing/connect-proxy.ts';
import { aMail, via } from '#lib/testing/outgoing-mail.ts';
import { startSocksProxy } from '#lib/testing/socks-proxy.ts';
import { startWebServer } from '#lib/testing/web-server.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { transport, type Via, verifier } from './index.ts';
import { type SmtpSecurity, smtpSecurities } from './schema.ts';

const start = { http: startConnectProxy, socks5: startSocksProxy };
const person = { userName: 'mail relay', password: 'proxy-password' };
const byPassword: Via['credential'] = { kind: 'password', userName: 'a', password: new Secret('mail-password') };
const certificate = aCertificate({ dnsNames: ['localhost'], key: 'ec' });

async function aProxy(kind: 'http' | 'socks5', password = person.password) {
  const proxy = await start[kind](person);
  onTestFinished(() => proxy.close());
  allowEgress('127.0.0.1', proxy.port);
  const as = { userName: person.userName, password: new Secret(password) };
  return { seen: proxy.seen, proxy: { kind, host: '127.0.0.1', port: proxy.port, ...as } };
}

/** A mail server that takes everything, and how many connections it had. */
async function aMailServer(security: SmtpSecurity) {
  let connections = 0;
  const server = new SMTPServer({
    key: certificate.keyPem,
    cert: certificate.certificate,
    secure: security === 'tls',
    hideSTARTTLS: security === 'none',
    allowInsecureAuth: true,
    logger: false,
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onAuth: (_auth, _session, done) => done(null, { user: 'a' }),
    onData: (stream, _session, done) => stream.resume().on('end', () => done(null, '2.0.0 OK')),
  });
  server.on('error', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => new Promise<void>((closed) => void server.close(() => closed())));
  const { port } = server.server.address() as AddressInfo;
  allowEgress('localhost', port);
  const smtp = { smtpPort: port, smtpSecurity: security, caCertificate: certificate.certificate };
  return { connections: () => connections, target: `localhost:${port}`, to: via({ ...smtp, credential: byPassword }) };
}

describe.each(['http', 'socks5'] as const)('a proxy of the kind %s, signed in to', (kind) => {
  it.each(smtpSecurities)('carries a mail and a sign-in by SMTP with the security %s', async (security) => {
    const { to, target } = await aMailServer(security);
    const { proxy, seen } = await aProxy(kind);
    expect((await transport('smtp')(aMail(), { ...to, proxy })).kind).toBe('accepted');
    expect((await verifier('smtp')?.({ ...to, proxy }))?.kind).toBe('accepted');
    expect(seen).toEqual([target, target]);
  });

  it.each(['graph', 'gmail'] as const)('carries a mail to the HTTP API of %s', async (id) => {
    const web = await startWebServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(id === 'graph' ? 202 : 200, { 'content-type': 'application/json' }).end('{"id":"1"}');
      });
    });
    onTestFinished(() => web.close());
    allowEgress('localhost', web.port);
    const { proxy, seen } = await aProxy(kind);
    const outcome = await transport(id)(aMail(), via({ apiUrl: `http://localhost:${web.port}/`, proxy }));
    expect(outcome.kind).toBe('accepted');
    expect(seen).toEqual([`localhost:${web.port}`]);
  });

  it('that refuses the sign-in is not gone round', async () => {
    const { to, connections } = await aMailServer('starttls');
    const { proxy } = await aProxy(kind, 'another');
    expect(await transport('smtp')(aMail(), { ...to, proxy })).toMatchObject({
      kind: 'refused',
      reply: { protocol: 'network', code: 'EPROXY_AUTH' },
    });
    expect(connections()).toBe(0);
  });
});
