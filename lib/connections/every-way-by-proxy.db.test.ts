import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startConnectProxy } from '#lib/testing/connect-proxy.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { prepare } from '#lib/testing/every-way/prepare.ts';
import { everyWay, nameOf, type Way } from '#lib/testing/every-way/rows.ts';
import { allowNothingBut, useEveryServer } from '#lib/testing/every-way/use-servers.ts';
import { startSocksProxy } from '#lib/testing/socks-proxy.ts';
import { activateConnection, connect, createConnection, sendTestEmail, verifyConnection } from './index.ts';
import { type ConnectionInput, connectionInputSchema } from './schema.ts';

useDatabase();
const servers = useEveryServer();

const start = { http: startConnectProxy, socks5: startSocksProxy };
const person = { userName: 'mail relay', password: 'proxy-password' };
type Use = 'authorization' | 'mail';

/** Nobody should come here: what is configured leads to where only the proxy knows the way from. */
async function aPlaceBehindTheProxy() {
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => new Promise<void>((closed) => void server.close(() => closed())));
  return { port: (server.address() as AddressInfo).port, visits: () => visits };
}

async function aWayBehindAProxy(way: Way, kind: 'http' | 'socks5', uses: Use[], password = person.password) {
  const { member, ...places } = servers();
  const { oidc } = places;
  const prepared = prepare(places, way);
  const authorization = await aPlaceBehindTheProxy();
  const mail = await aPlaceBehindTheProxy();
  const issuer = new URL(oidc.issuer);
  const { mailServer } = prepared;
  if (!mailServer) throw new Error('This way has no mail server.');
  const ways: Record<string, { host: string; port: number }> = {
    [`localhost:${authorization.port}`]: { host: issuer.hostname, port: Number(issuer.port) },
    [`localhost:${mail.port}`]: mailServer,
  };
  const route = (target: string) => ways[target] ?? 'unreachable';
  const proxy = await start[kind]({ ...person, route });
  onTestFinished(() => proxy.close());
  allowNothingBut([
    `127.0.0.1:${proxy.port}`,
    issuer.host,
    `${mailServer.host}:${mailServer.port}`,
    ...Object.keys(ways),
  ]);
  const typed = prepared.typed as Pick<ConnectionInput, 'overrides' | 'settings'>;
  const overrides = {
    ...typed.overrides,
    ...(uses.includes('authorization') ? { tokenEndpoint: `http://localhost:${authorization.port}/token` } : {}),
    ...(uses.includes('mail') ? { smtpHost: 'localhost', smtpPort: mail.port } : {}),
  };
  const { provider, grantKind, transport } = way;
  const { id } = await createConnection(
    member.ctx,
    connectionInputSchema.parse({
      ...{ provider, grantKind, transport, senderName: 'Contoso Reports', ...prepared.typed },
      overrides,
      settings: { ...typed.settings, ...way.settings },
      proxy: { kind, host: '127.0.0.1', port: proxy.port, userName: person.userName, password, uses },
    }),
  );
  const seen = () => ({
    authorization: proxy.seen.filter((target) => target === `localhost:${authorization.port}`).length,
    mail: proxy.seen.filter((target) => target === `localhost:${mail.port}`).length,
    all: proxy.seen.length,
  });
  return { id, member, prepared, seen, gonePast: () => authorization.visits() + mail.visits() };
}

const asApplication = everyWay().filter(
  ({ provider, grantKind, settings, security }) =>
    provider === 'custom' &&
    grantKind === 'client_credentials' &&
    settings.clientAuthentication === 'client_secret_post' &&
    security === 'starttls',
);
const byPassword = everyWay().filter(
  ({ provider, grantKind, settings, security }) =>
    provider === 'smtp' && grantKind === 'password' && (security !== 'none') === (settings.plainPassword === 'refused'),
);
const rows: [string, 'http' | 'socks5', Use[], Way][] = (['http', 'socks5'] as const).flatMap((kind) => [
  ...asApplication.flatMap((way) =>
    ([['authorization'], ['mail'], ['authorization', 'mail']] as Use[][]).map(
      (uses): [string, 'http' | 'socks5', Use[], Way] => [nameOf(way), kind, uses, way],
    ),
  ),
  ...byPassword.map((way): [string, 'http' | 'socks5', Use[], Way] => [nameOf(way), kind, ['mail'], way]),
]);

it('knows both kinds of proxies for each use', () => {
  expect(rows).toHaveLength(2 * (2 * 3 + 3));
});

it.each(rows)(
  '%s by a proxy of the kind %s for %j is verified, activated and sends',
  async (_name, kind, uses, way) => {
    const { id, member, prepared, seen, gonePast } = await aWayBehindAProxy(way, kind, uses);
    const { ctx, browserToken } = member;
    expect((await connect(ctx, id, browserToken)).connection.problem).toBeNull();
    expect(await verifyConnection(ctx, id)).toMatchObject({ problem: null });
    expect(await activateConnection(ctx, id)).toMatchObject({ stage: 'active' });
    expect(await sendTestEmail(ctx, id, prepared.recipient)).toMatchObject({ kind: 'accepted' });
    expect(await prepared.arrived()).toHaveLength(1);

    const { authorization, mail, all } = seen();
    expect({ authorization: authorization > 0, mail: mail > 0 }).toEqual({
      authorization: uses.includes('authorization'),
      mail: uses.includes('mail'),
    });
    expect(all).toBe(authorization + mail);
    expect(gonePast()).toBe(0);
  },
);

it.each(['http', 'socks5'] as const)('a proxy of the kind %s that refuses the sign-in is named', async (kind) => {
  const [way] = asApplication;
  if (!way) throw new Error('There is no such way.');
  const { id, member, gonePast } = await aWayBehindAProxy(way, kind, ['authorization', 'mail'], 'another');
  const { connection } = await connect(member.ctx, id, member.browserToken);
  expect(connection.problem).toMatchObject({ code: 'proxy_sign_in_refused', fields: ['proxy'] });
  expect(gonePast()).toBe(0);
  await expect(activateConnection(member.ctx, id)).rejects.toMatchObject({ code: 'conflict' });
});
