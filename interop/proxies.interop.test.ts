import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { egressFetch, type Proxy as ProxyServer } from '#lib/egress/index.ts';
import { discoverServer, requestClientCredentials } from '#lib/oauth/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { lacks } from './lacks.ts';
import {
  byPassword,
  type MailServers,
  nextMail,
  send,
  sendAndFind,
  startMailServers,
  toPostfix,
} from './mail-servers.ts';
import { startDante } from './servers/dante.ts';
import { freePorts } from './servers/free-ports.ts';
import { startSquid } from './servers/squid.ts';
import { whatItMeans } from './what-it-means.ts';

const user = { userName: 'mailgrant', password: 'pass:word %/ü' };

describe.each([
  ['squid', 'HTTP CONNECT', 'http', startSquid],
  ['dante', 'SOCKS5', 'socks5', startDante],
] as const)('%s, by %s', (name, _what, kind, start) => {
  let servers: MailServers;
  let open: Awaited<ReturnType<typeof start>>;
  let guarded: typeof open;
  beforeAll(async () => {
    [servers, open, guarded] = await Promise.all([startMailServers(), start(), start(user)]);
    for (const { host, port } of [open, guarded]) allowEgress(host, port);
  });
  afterAll(() => Promise.all([servers, open, guarded].map((each) => each?.stop())));

  const throughOpen = (): ProxyServer => ({ ...addressOf(open), kind, userName: '', password: null });
  const throughGuarded = (password = user.password): ProxyServer => ({
    ...addressOf(guarded),
    kind,
    userName: user.userName,
    password: new Secret(password),
  });
  const mailThrough = (proxy: ProxyServer | null) => ({
    ...toPostfix(servers, 'starttls'),
    credential: byPassword(),
    proxy,
  });
  const each = [
    ['without signing in', () => [open, throughOpen(), '-'] as const],
    ['with a password', () => [guarded, throughGuarded(), user.userName] as const],
  ] as const;

  describe.skipIf(lacks('postfix', 'dovecot', name))('a proxy', () => {
    it.each(each)('carries a mail: what Postfix met is what the proxy made, %s', async (_how, through) => {
      const [proxy, settings, who] = through();
      const before = { passages: proxy.passages().length, connections: servers.postfix.connections().length };
      await sendAndFind(servers, mailThrough(settings));
      const made = () => proxy.passages().slice(before.passages);
      await expect.poll(made).toHaveLength(1);
      const [{ user: passed = '', target = '', from = '' } = {}] = made();
      expect([passed, target]).toEqual([who, expect.stringMatching(`:${servers.postfix.ports.starttls}$`)]);
      expect(servers.postfix.connections().slice(before.connections)).toEqual([{ door: 'starttls', from }]);
    });

    it('is passed by where none is configured', async () => {
      const passages = () => open.passages().length + guarded.passages().length;
      const before = passages();
      await sendAndFind(servers, mailThrough(null));
      // A later mail by the proxy is in its log, and no earlier one.
      await sendAndFind(servers, mailThrough(throughOpen()));
      await expect.poll(passages).toBe(before + 1);
    });

    it.each(each)('carries every question to the authorization server, %s', async (_how, through) => {
      const [proxy, settings, who] = through();
      const before = proxy.passages().length;
      const { oidc } = servers;
      const fetch = (url: string, init: RequestInit) => egressFetch(url, { ...init, proxy: settings });
      const server = await discoverServer({ issuer: oidc.issuer, fetch });
      const client = oidc.clients.client_secret_post;
      const answer = await requestClientCredentials({ server, client, scopes: ['smtp.send'], fetch });
      expect(await oidc.introspect(answer.accessToken.reveal())).toMatchObject({ active: true });
      await expect.poll(() => proxy.passages().slice(before)).toHaveLength(2);
      const targets = proxy.passages().slice(before);
      expect(targets.map(({ user: passed, target }) => [passed, target])).toEqual([
        [who, new URL(oidc.issuer).host],
        [who, new URL(oidc.issuer).host],
      ]);
    });

    it('lets nobody through who says the wrong password, or none', async () => {
      const before = { passages: guarded.passages().length, connections: servers.postfix.connections().length };
      for (const settings of [throughGuarded('wrong'), { ...throughGuarded(), userName: '', password: null }]) {
        expect(await refused(mailThrough(settings))).toEqual(['EPROXY_AUTH', 'proxy_sign_in_refused config']);
      }
      expect(guarded.passages()).toHaveLength(before.passages);
      expect(servers.postfix.connections()).toHaveLength(before.connections);
    });

    it('says that nobody listens behind it; and when it is gone itself, that', async () => {
      const { silent } = await freePorts('silent');
      allowEgress('localhost', silent);
      const nowhere = { ...mailThrough(throughOpen()), smtpPort: silent };
      expect(await refused(nowhere)).toEqual(['EPROXY_TARGET', 'proxy_target_unreached transient']);
      await open.stop();
      const unreachable = ['EPROXY_UNREACHABLE', 'proxy_unreachable transient'];
      expect(await refused(mailThrough(throughOpen()))).toEqual(unreachable);
    });
  });
});

function addressOf({ host, port }: { host: string; port: number }) {
  return { host, port };
}

/** The code of what came back of a mail that went nowhere, and what it means. */
async function refused(to: Parameters<typeof send>[1]): Promise<[string | undefined, string]> {
  const { kind, reply } = await send(nextMail(), to);
  expect(kind).toBe('refused');
  return [reply.code, whatItMeans(reply, { kind: 'password' })];
}
