import { expect, it, onTestFinished } from 'vitest';
import { startConnectProxy } from '#lib/testing/connect-proxy.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { contacts } from '#lib/testing/every-way/contacts.ts';
import { prepare } from '#lib/testing/every-way/prepare.ts';
import { everyWay, nameOf, type Way } from '#lib/testing/every-way/rows.ts';
import { allowNothingBut, behind, useEveryServer } from '#lib/testing/every-way/use-servers.ts';
import { startSocksProxy } from '#lib/testing/socks-proxy.ts';
import { activateConnection, connect, createConnection, disconnect, finishConsent, sendTestEmail } from './index.ts';
import { connectionInputSchema } from './schema.ts';

useDatabase();
/** By a name that no resolver knows: what does not go through the proxy goes nowhere. */
const servers = useEveryServer({ name: behind });

const start = { http: startConnectProxy, socks5: startSocksProxy };
const person = { userName: 'mail relay', password: 'proxy-password' };

/** One of each provider, grant and transport that a token is needed for: the choices beside these change no address. */
const ways = [
  ...Map.groupBy(
    everyWay().filter(({ provider, security }) => provider !== 'smtp' && (security ?? 'starttls') === 'starttls'),
    ({ provider, grantKind, transport }) => `${provider} ${grantKind} ${transport}`,
  ).values(),
].flatMap(([way]) => (way ? [way] : []));

const rows = (['http', 'socks5'] as const).flatMap((kind) => ways.map((way) => [nameOf(way), kind, way] as const));

it('knows Google, Microsoft and any server, for a person and for an application', () => {
  const known = new Set(ways.map(({ provider, grantKind }) => `${provider} ${grantKind}`));
  for (const provider of ['google', 'microsoft', 'custom']) {
    for (const grantKind of ['authorization_code', 'client_credentials']) {
      expect(known).toContain(`${provider} ${grantKind}`);
    }
  }
});

function aConnection(way: Way, proxy: object | null) {
  const { member: _member, ...places } = servers();
  const prepared = prepare(places, way);
  const { provider, grantKind, transport } = way;
  const settings = { ...(prepared.typed.settings ?? {}), ...way.settings };
  const chosen = { provider, grantKind, transport, senderName: 'Contoso Reports', overrides: {} };
  const input = connectionInputSchema.parse({ ...chosen, ...prepared.typed, settings, proxy });
  const http = [places.sandbox.origin, places.oidc.issuer].map((url) => new URL(url).host);
  const { mailServer } = prepared;
  return { input, prepared, http, mail: mailServer ? `${mailServer.host}:${mailServer.port}` : null };
}

it.each(rows)('%s by a proxy of the kind %s: all of it, and nothing past it', async (_name, kind, way) => {
  const { member, ...places } = servers();
  const { ctx, browserToken, signedIn } = member;
  const route = (target: string) => {
    const [, port] = target.split(':');
    const isTokens = Object.values(places.tokenMail.ports).includes(Number(port));
    return { host: isTokens ? places.tokenMail.address : '127.0.0.1', port: Number(port) };
  };
  const proxy = await start[kind]({ ...person, route });
  onTestFinished(() => proxy.close());
  const uses = ['authorization', 'mail'];
  const at = { kind, host: '127.0.0.1', port: proxy.port, ...person, uses };
  const { input, prepared, http, mail } = aConnection(way, at);
  allowNothingBut([`127.0.0.1:${proxy.port}`, ...http, ...(mail ? [mail] : [])]);

  const created = await createConnection(ctx, input);
  const { id } = created;
  prepared.ready?.(created);
  const { authorizeUrl, connection } = await connect(ctx, id, browserToken);
  expect(connection.problem).toBeNull();
  if (way.grantKind === 'authorization_code') {
    const url = await prepared.walk?.(authorizeUrl ?? '');
    expect(await finishConsent({ url: url as URL, browserToken, signedIn, ip: null })).toMatchObject({
      kind: 'granted',
    });
  }
  const view = await activateConnection(ctx, id);
  expect(view).toMatchObject({ stage: 'active', problem: null });
  expect(await sendTestEmail(ctx, id, prepared.recipient)).toMatchObject({ kind: 'accepted', problem: null });
  expect(await prepared.arrived()).toHaveLength(1);

  // Exchange, discovery and keys among them: the servers met somebody there, and only the proxy knows the way.
  const byPerson = way.grantKind === 'authorization_code' ? ['authorization', 'issuer'] : [];
  const api = way.transport === 'smtp' ? 'mail' : 'api';
  expect(contacts(places, view)).toEqual([...byPerson, 'token', api].toSorted());
  for (const target of proxy.seen) expect([...http, mail]).toContain(target);
  if (mail) expect(proxy.seen).toContain(mail);
  await disconnect(ctx, id);
});

it('control: without the proxy nobody finds the way', async () => {
  const [way] = ways.filter(({ grantKind }) => grantKind === 'client_credentials');
  if (!way) throw new Error('There is no such way.');
  const { input, http, mail } = aConnection(way, null);
  allowNothingBut([...http, ...(mail ? [mail] : [])]);
  const { ctx, browserToken } = servers().member;
  const { id } = await createConnection(ctx, input);
  const { connection } = await connect(ctx, id, browserToken);
  expect(connection.problem).toMatchObject({ code: 'dns_not_found' });
});
