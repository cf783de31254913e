import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startConnectProxy } from '#lib/testing/connect-proxy.ts';
import { startSocksProxy } from '#lib/testing/socks-proxy.ts';
import type { TestProxy } from '#lib/testing/test-proxy.ts';
import { startWebServer, type WebServer } from '#lib/testing/web-server.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { trustedCertificates } from './certificates.ts';
import { machine } from './dial.ts';
import { createEgress } from './egress.ts';
import type { EgressError } from './egress-error.ts';
import type { ProxyServer } from './proxy.ts';

/** A tenant's own certificate authority, and a server that shows a certificate of it. */
function anAuthority() {
  const root = aCertificate({ subject: 'Own authority', isCa: true, key: 'ec' });
  const leaf = aCertificate({ issuer: root, dnsNames: ['mail.example'], key: 'ec' });
  return { ca: root.certificate, tls: { cert: leaf.certificate, key: leaf.keyPem } };
}

const a = anAuthority();
const b = anAuthority();
const rounds = 50;

let server: WebServer;
let proxies: TestProxy[];
let answered = 0;

beforeAll(async () => {
  server = await startWebServer((_request, response) => {
    answered += 1;
    response.end('for A');
  }, a.tls);
  const route = () => ({ host: '127.0.0.1', port: server.port });
  proxies = [await startConnectProxy({ route }), await startSocksProxy({ route })];
});
afterAll(async () => {
  await Promise.all([server, ...proxies].map((one) => one.close()));
});

/** The server that shows A's certificate, called with this authority beside the system's. */
function call(caCertificate: string, way: number): Promise<string | undefined> {
  const { egressFetch } = createEgress({
    ...machine,
    resolve: async () => (way === 0 ? ['127.0.0.1'] : ['93.184.216.34']),
    allowed: () => [`mail.example:${server.port}`, ...proxies.map(({ port }) => `127.0.0.1:${port}`)],
    ports: () => [],
  });
  return egressFetch(`https://mail.example:${server.port}/`, { caCertificate, proxy: proxyOf(way) }).then(
    (response) => response.text(),
    (error: EgressError) => error.reply.code,
  );
}

function proxyOf(way: number): ProxyServer | null {
  const proxy = proxies[way - 1];
  if (!proxy) return null;
  return { kind: way === 1 ? 'http' : 'socks5', host: '127.0.0.1', port: proxy.port, userName: '', password: null };
}

describe('N7: an authority is trusted by the connection it was given for', () => {
  it.each([
    ['straight', 0],
    ['by HTTP CONNECT', 1],
    ['by SOCKS5', 2],
  ])(`and by no other, at the same time, ${rounds} times %s`, async (_how, way) => {
    answered = 0;
    for (let round = 0; round < rounds; round += 1) {
      const answers = await Promise.all([call(a.ca, way), call(b.ca, way), call('', way), call(a.ca, way)]);
      expect(answers[0]).toBe('for A');
      expect(answers[3]).toBe('for A');
      for (const other of answers.slice(1, 3)) expect(other).toMatch(/SELF_SIGNED|UNABLE_TO|CERT_SIGNATURE/);
    }
    expect(answered).toBe(2 * rounds);
  });

  it('and leaves what all trust as it was', () => {
    const everybody = [...getCACertificates('default'), ...trustedCertificates(''), ...trustedCertificates(b.ca)];
    expect(trustedCertificates(a.ca)).toContain(a.ca.trim());
    expect(everybody.map((one) => one.trim())).not.toContain(a.ca.trim());
  });

  it('control: added to what all trust, it is trusted by another', async () => {
    const before = getCACertificates('default');
    onTestFinished(() => setDefaultCACertificates(before));
    setDefaultCACertificates([...before, a.ca]);
    // Not the very text from before: what that trusts is kept.
    expect(await call(`${b.ca}\n`, 0)).toBe('for A');
  });
});
