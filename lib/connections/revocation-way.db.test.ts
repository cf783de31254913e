import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { provider } from '#lib/providers/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { startConnectProxy } from '#lib/testing/connect-proxy.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { type Granted, useRevokingServer } from '#lib/testing/revoking.ts';
import { startWebServer } from '#lib/testing/web-server.ts';
import { forgetGrant, lockConnection } from '#lib/tokens/index.ts';
import { aCertificate, type MadeCertificate } from '#sandbox/testing/certificates.ts';
import {
  activateConnection,
  changeConnection,
  clearConnections,
  discardConnection,
  disconnect,
  finishRevocations,
  getConnection,
} from './index.ts';
import type { ConnectionChange } from './schema.ts';

const database = useDatabase();
const strict = useRevokingServer();

/** A proxy that lets in whoever knows the password, and how a connection names it. */
async function aProxy() {
  const [userName, password] = ['relay', `password-of-${randomUUID()}`];
  const { port, seen, close } = await startConnectProxy({ userName, password });
  onTestFinished(close);
  allowEgress('127.0.0.1', port);
  const uses: ('authorization' | 'mail')[] = ['authorization'];
  return { seen, typed: { kind: 'http' as const, host: '127.0.0.1', port, userName, password, uses } };
}

/** A grant that was consented to through a proxy, which has not been asked since. */
async function grantedByProxy() {
  const proxy = await aProxy();
  const one = await strict.granted({ change: { proxy: proxy.typed } });
  proxy.seen.length = 0;
  return { one, proxy };
}

const change = (one: Granted, change: ConnectionChange) => changeConnection(one.member.ctx, one.id, change);
const server = () => new URL(strict.server.origin).host;
const asked = [{ clientSecret: 'a-secret-value' }];

describe('behind a proxy with a password, the access is revoked by that proxy and no other way', () => {
  const ways: [string, (one: Granted) => Promise<unknown>][] = [
    ['disconnecting', ({ member, id }) => disconnect(member.ctx, id)],
    ['discarding', ({ member, id }) => discardConnection(member.ctx, id)],
    ['deleting everything', ({ member }) => clearConnections(member.ctx)],
    [
      'a successor',
      async ({ member, id }) => {
        await activateConnection(member.ctx, id);
        const successor = await strict.granted({ member });
        await activateConnection(member.ctx, successor.id);
      },
    ],
    ['another sender', (one) => change(one, { senderAddress: 'boss@contoso.com' })],
    [
      'another sender, without the proxy from then on',
      (one) => change(one, { senderAddress: 'boss@contoso.com', clientSecret: 'typed', proxy: null }),
    ],
  ];

  it.each(ways)('%s', async (_name, leave) => {
    const { one, proxy } = await grantedByProxy();
    await leave(one);
    expect(strict.server.revocations).toMatchObject(asked);
    expect(proxy.seen).toEqual([server()]);
    const rows = await database.asSuperuser(`select secrets from revocations where connection_id = '${one.id}'`);
    expect(rows).toEqual([{ secrets: null }]);
  });

  it('a process that died before it asked, for which the worker does', async () => {
    const { one, proxy } = await grantedByProxy();
    const { ctx } = one.member;
    await inTenant(ctx.tenantId, async (tx) => {
      await lockConnection(tx, ctx.tenantId, one.id);
      await forgetGrant(tx, ctx, one.id);
    });
    await change(one, { proxy: null, clientSecret: 'typed' });
    expect(strict.server.revocations).toEqual([]);
    await database.asSuperuser('update revocations set lease_until = now() where ended_at is null');
    await finishRevocations();
    expect(strict.server.revocations).toMatchObject(asked);
    expect(proxy.seen).toEqual([server()]);
  });
});

it('whoever changes the settings gets nothing of what is revoked: it goes by the former proxy, not by theirs', async () => {
  const { one, proxy } = await grantedByProxy();
  const theirs = await aProxy();
  await change(one, { clientId: randomUUID(), clientSecret: 'typed', proxy: theirs.typed });
  expect(strict.server.revocations).toMatchObject(asked);
  expect([proxy.seen, theirs.seen]).toEqual([[server()], []]);
});

describe('nor by a certificate of theirs: the server that is asked shows one that', () => {
  const ours = aCertificate({ subject: 'Ours', isCa: true, key: 'ec' });
  const theirs = aCertificate({ subject: 'Theirs', isCa: true, key: 'ec' });

  it.each([
    ['was trusted when the secrets were given', ours, 'revoked', ['/revoke']],
    ['is trusted since the change, and gets nothing', theirs, 'failed', []],
  ])('%s', async (_name, issuer, kind, received) => {
    const paths = await aRevokingServer(aCertificate({ issuer, dnsNames: ['localhost'], key: 'ec' }));
    const one = await strict.granted({ change: { overrides: { caCertificate: ours.certificate } } });
    const overrides = { caCertificate: theirs.certificate };
    await change(one, { clientId: randomUUID(), clientSecret: 'typed', overrides });
    expect(await getConnection(one.member.ctx, one.id)).toMatchObject({ lastRevocation: { kind } });
    expect(paths).toEqual(received);
  });

  /** The provider's revocation endpoint, by TLS; answers with the paths it is asked for. */
  async function aRevokingServer({ certificate, keyPem }: MadeCertificate): Promise<string[]> {
    const paths: string[] = [];
    const answer: RequestListener = (request, response) => {
      paths.push(request.url ?? '');
      response.end('{}');
    };
    const { port, close } = await startWebServer(answer, { cert: certificate, key: keyPem });
    allowEgress('localhost', port);
    const { revocation } = provider('microsoft');
    Object.assign(provider('microsoft'), {
      revocation: { ...revocation, endpoint: `https://localhost:${port}/revoke` },
    });
    onTestFinished(() => {
      Object.assign(provider('microsoft'), { revocation });
      return close();
    });
    return paths;
  }
});

it('a proxy’s password that does not open keeps nobody from disconnecting, and nobody is asked', async () => {
  const { one, proxy } = await grantedByProxy();
  await inTenant(one.member.ctx.tenantId, (tx) => tx.connection.updateMany({ data: { proxyVersion: 99 } }));
  expect(await disconnect(one.member.ctx, one.id)).toMatchObject({
    grant: null,
    lastRevocation: { kind: 'failed', reply: { code: 'secret_unreadable' } },
  });
  expect([strict.server.revocations, proxy.seen]).toEqual([[], []]);
});
