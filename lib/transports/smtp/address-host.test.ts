import ipaddr from 'ipaddr.js';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { via } from '#lib/testing/outgoing-mail.ts';
import { startSocksProxy } from '#lib/testing/socks-proxy.ts';
import { aTalkingServer } from '#lib/testing/talking-server.ts';
import { aCertificate, type MadeCertificate } from '#sandbox/testing/certificates.ts';
import { verifyBySmtp } from './verify-by-smtp.ts';

let root: MadeCertificate;
beforeAll(() => {
  root = aCertificate({ subject: 'Own authority', isCa: true, key: 'ec' });
});

/** What comes of a sign-in at this host, where a server shows a certificate of that address. */
async function verified(smtpHost: string, address: string) {
  const ipAddresses = [ipaddr.parse(address).toByteArray()];
  const leaf = aCertificate({ issuer: root, ipAddresses, key: 'ec' });
  const tls = { serverKey: leaf.keyPem, serverCertificate: leaf.certificate };
  const { smtpPort } = await aTalkingServer({ tls });
  const proxy = await startSocksProxy({ route: () => ({ host: '127.0.0.1', port: smtpPort }) });
  onTestFinished(() => proxy.close());
  allowEgress('127.0.0.1', proxy.port);
  return verifyBySmtp(
    via({
      credential: { kind: 'none' },
      smtpHost,
      smtpPort: 465,
      smtpSecurity: 'tls',
      caCertificate: root.certificate,
      proxy: { kind: 'socks5', host: '127.0.0.1', port: proxy.port, userName: '', password: null },
    }),
  );
}

it.each([
  ['[2606:4700::1111]', '2606:4700::1111'],
  ['2606:4700:0:0::1111', '2606:4700::1111'],
  ['0x08.0x08.0x08.0x08', '8.8.8.8'],
  ['8.8.8.8', '8.8.8.8'],
])('%s is the address that its certificate is judged by', async (smtpHost, address) => {
  expect(await verified(smtpHost, address)).toMatchObject({ kind: 'accepted' });
  // Control: a certificate of another address.
  expect(await verified(smtpHost, '9.9.9.9')).toMatchObject({
    kind: 'refused',
    reply: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  });
});
