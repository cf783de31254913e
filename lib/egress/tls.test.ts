import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWebServer, type WebServer } from '#lib/testing/web-server.ts';
import { type Certificates, openCertificates } from '#sandbox/certificates/authority.ts';
import { trustedCertificates } from './certificates.ts';
import { machine } from './dial.ts';
import { createEgress } from './egress.ts';
import { EgressError } from './egress-error.ts';

const places: string[] = [];

function aCertificate(): Certificates {
  const place = mkdtempSync(join(tmpdir(), 'mailgrant-ca-'));
  places.push(place);
  return openCertificates(place);
}

const mine = aCertificate();
const foreign = aCertificate();
let server: WebServer;
let asked: { name: string | false | null | undefined; version: string | null }[] = [];

beforeAll(async () => {
  server = await startWebServer(
    (request, response) => {
      const socket = request.socket as TLSSocket & { servername?: string | false };
      asked.push({ name: socket.servername, version: socket.getProtocol() });
      response.end('secret answer');
    },
    { cert: mine.serverCertificate, key: mine.serverKey },
  );
});

afterAll(async () => {
  await server.close();
  for (const place of places) rmSync(place, { recursive: true, force: true });
});

/** `host` stands for this machine and may be reached. */
function call(host: string, caCertificate?: string, port = server.port): Promise<Response> {
  asked = [];
  const { egressFetch } = createEgress({
    ...machine,
    resolve: async () => ['127.0.0.1'],
    allowed: () => [`${host}:${port}`],
    ports: () => [],
  });
  return egressFetch(`https://${host}:${port}/`, caCertificate === undefined ? {} : { caCertificate });
}

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error: EgressError) => error.reply.code,
  );

describe('TLS to outside', () => {
  it('trusts the certificate authority of this connection, and asks for the original name', async () => {
    expect(await (await call('localhost', mine.caCertificate)).text()).toBe('secret answer');
    expect(asked).toEqual([{ name: 'localhost', version: 'TLSv1.3' }]);
  });

  it('verifies an address against the certificate’s addresses, and sends no name for it (RFC 6066 §3)', async () => {
    expect(await (await call('127.0.0.1', mine.caCertificate)).text()).toBe('secret answer');
    expect(asked[0]?.name).toBe(false);
  });

  it('trusts nobody else’s authority, not even one that another call just trusted (N7)', async () => {
    await call('localhost', mine.caCertificate);
    for (const [name, ca] of Object.entries({ none: undefined, foreign: foreign.caCertificate })) {
      expect(await code(call('localhost', ca)), name).toMatch(/SELF_SIGNED|UNABLE_TO|CERT_SIGNATURE/);
      expect(asked).toEqual([]);
    }
  });

  it('refuses a certificate for another name, and one for another address', async () => {
    expect(await code(call('login.example', mine.caCertificate))).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await code(call('127.0.0.2', mine.caCertificate))).not.toBe('answered');
    expect(asked).toEqual([]);
  });

  it('stays on although the environment asks to turn verification off', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect(await code(call('localhost'))).not.toBe('answered');
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
    expect(asked).toEqual([]);
  });

  it('speaks TLS 1.2 or newer only', async () => {
    const tls = {
      cert: mine.serverCertificate,
      key: mine.serverKey,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
    } as const;
    const old = await startWebServer((_request, response) => response.end(), tls);
    expect(await code(call('localhost', mine.caCertificate, old.port))).toMatch(/SSL|TLS|EPROTO/);
    await old.close();
  });

  it('says that nothing left when TLS failed, and that the server may not speak it', async () => {
    const plain = await startWebServer((_request, response) => response.end());
    const error = await call('localhost', mine.caCertificate, plain.port).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ requestSent: false, reply: { code: expect.stringMatching(/SSL|ECONNRESET/) } });
    await plain.close();
  });
});

describe('trustedCertificates', () => {
  it('adds the connection’s own certificates to the system’s', () => {
    const system = trustedCertificates('');
    const both = `${mine.caCertificate}\n${foreign.caCertificate}`;
    expect(trustedCertificates(both)).toHaveLength(system.length + 2);
  });

  it.each([
    'junk',
    '-----BEGIN CERTIFICATE-----\nanVuaw==\n-----END CERTIFICATE-----',
    `${mine.caCertificate} and more`,
  ])('refuses what is not PEM: %#', async (pem) => {
    expect(() => trustedCertificates(pem)).toThrow(EgressError);
    expect(await code(call('localhost', pem))).toBe('ECACERTIFICATE');
  });
});
