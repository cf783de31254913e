import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { egressFetch } from '#lib/egress/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import { revokeToken } from '#lib/oauth/index.ts';
import type { Credential, Via } from '#lib/transports/index.ts';
import type { SmtpSecurity } from '#lib/transports/schema.ts';
import { lacks } from './lacks.ts';
import {
  byPassword,
  byToken,
  type MailServers,
  mailbox,
  nextMail,
  send,
  sendAndFind,
  startMailServers,
  toDovecot,
  toPostfix,
  verify,
} from './mail-servers.ts';
import { anotherAuthority } from './servers/place.ts';
import { whatItMeans } from './what-it-means.ts';

let servers: MailServers;
let token: Secret;
beforeAll(async () => {
  servers = await startMailServers();
  token = await servers.personsToken(mailbox);
});
afterAll(() => servers?.stop());

const none: Credential = { kind: 'none' };
const doors = ['starttls', 'tls'] as const;
const ways: [string, () => Credential, string][] = [
  ['a password', () => byPassword(), 'PLAIN'],
  ['a token by XOAUTH2', () => byToken(token, 'XOAUTH2'), 'XOAUTH2'],
  ['a token by OAUTHBEARER', () => byToken(token, 'OAUTHBEARER'), 'OAUTHBEARER'],
];

describe.skipIf(lacks('postfix', 'dovecot'))('a mail arrives by the door that was configured, and no other', () => {
  describe.each(doors)('%s', (door) => {
    it.each(ways)('at Postfix, with %s', async (_what, credential, method) => {
      const logged = servers.watch();
      const { reply } = await sendAndFind(servers, { ...toPostfix(servers, door), credential: credential() });
      expect(reply).toMatchObject({ protocol: 'smtp', status: 250, code: '2.0.0' });
      expect(logged()).toEqual({
        connections: [`postfix ${door}`],
        signIns: [`postfix ${door} ${method} ${mailbox}`],
      });
    });

    it.each(ways)('at Dovecot, which hands it on, with %s', async (_what, credential, method) => {
      const logged = servers.watch();
      await sendAndFind(servers, { ...toDovecot(servers, door), credential: credential() });
      await expect.poll(logged).toEqual({
        connections: [`dovecot ${door}`, 'postfix open'],
        signIns: [`dovecot ${door} ${method} ${mailbox}`],
      });
    });
  });

  it.each(['none', 'starttls'] as const)('with nothing, where nothing is asked for: security %s', async (security) => {
    const logged = servers.watch();
    await sendAndFind(servers, { ...toPostfix(servers, 'none'), smtpSecurity: security, credential: none });
    expect(logged()).toEqual({ connections: ['postfix open'], signIns: [] });
  });

  it('with a password in plain text, where that was chosen', async () => {
    const logged = servers.watch();
    await sendAndFind(servers, { ...toPostfix(servers, 'none'), credential: byPassword() });
    expect(logged().signIns).toEqual([`postfix open PLAIN ${mailbox}`]);
  });

  it('with an application’s own token', async () => {
    const own = await servers.applicationsToken();
    const logged = servers.watch();
    await sendAndFind(servers, { ...toPostfix(servers, 'tls'), credential: byToken(own) });
    expect(logged().signIns).toEqual([`postfix tls XOAUTH2 ${mailbox}`]);
  });
});

describe.skipIf(lacks('postfix', 'dovecot'))('signing in without a mail', () => {
  it.each(ways)('with %s', async (_what, credential, method) => {
    const arrived = servers.postfix.received().length;
    const logged = servers.watch();
    for (const to of [toPostfix(servers, 'starttls'), toDovecot(servers, 'tls')]) {
      expect(await verify({ ...to, credential: credential() })).toMatchObject({ kind: 'accepted' });
    }
    // Postfix names who signed in beside a mail only.
    await expect.poll(() => logged().signIns).toEqual([`dovecot tls ${method} ${mailbox}`]);
    expect(servers.postfix.received()).toHaveLength(arrived);
  });
});

describe.skipIf(lacks('postfix', 'dovecot'))('refused, with the server’s own words and what they mean', () => {
  const signIn = { protocol: 'smtp', status: 535, code: '5.7.8' } as const;
  const wrong = () => byPassword({ password: 'wrong' });
  const ofAnother = async (mechanism: 'XOAUTH2' | 'OAUTHBEARER') =>
    byToken(await servers.personsToken('alerts@contoso.example'), mechanism);
  const atPostfix = () => toPostfix(servers, 'starttls');
  const atDovecot = () => toDovecot(servers, 'tls');
  const xoauth2 = { ...signIn, challenge: '{"status":"401","schemes":"bearer","scope":"mail"}' };
  const oauthbearer = { ...signIn, challenge: '{"status":"invalid_token"}' };

  it.each([
    ['Postfix', atPostfix],
    ['Dovecot', atDovecot],
  ])('by %s: a wrong password, another one’s token, and a token of nobody', async (_server, to) => {
    const logged = servers.watch();
    expect(await refused(to(), wrong())).toEqual([signIn, 'smtp_wrong_password config']);
    expect(await refused(to(), await ofAnother('XOAUTH2'))).toEqual([xoauth2, 'smtp_sign_in_refused config']);
    expect(await refused(to(), await ofAnother('OAUTHBEARER'))).toEqual([oauthbearer, 'smtp_sign_in_refused config']);
    const ofNobody = byToken(new Secret('made-up'));
    expect(await refused(to(), ofNobody)).toEqual([xoauth2, 'smtp_sign_in_refused config']);
    expect(logged().signIns).toEqual([]);
  });

  it('a token from the moment the authorization server takes it back', async () => {
    const { oidc, personsToken } = servers;
    const given = await personsToken(mailbox);
    const logged = servers.watch();
    expect(await verify({ ...atDovecot(), credential: byToken(given) })).toMatchObject({ kind: 'accepted' });
    await expect.poll(() => logged().signIns).toHaveLength(1);
    await revokeToken({
      endpoint: oidc.endpoints.revocation,
      client: oidc.clients.client_secret_post,
      refreshToken: given,
      fetch: egressFetch,
    });
    expect(await refused(atDovecot(), byToken(given))).toEqual([xoauth2, 'smtp_sign_in_refused config']);
    expect(await refused(atPostfix(), byToken(given))).toEqual([xoauth2, 'smtp_sign_in_refused config']);
  });

  it('nobody in particular, where a sign-in is wanted', async () => {
    const denied = { protocol: 'smtp', status: 554, code: '5.7.1' };
    expect(await refused(atPostfix(), none)).toEqual([denied, 'smtp_relay_denied policy']);
    const needed = { protocol: 'smtp', status: 530, code: '5.7.0' };
    expect(await refused(atDovecot(), none)).toEqual([needed, 'smtp_sign_in_needed config']);
  });

  it('a server whose authority is not the one given for this connection, before anything secret is said', async () => {
    const logged = servers.watch();
    for (const to of [atPostfix(), atDovecot()]) {
      const stranger = { ...to, caCertificate: anotherAuthority() };
      const untrusted = { protocol: 'network', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' };
      expect(await refused(stranger, byPassword())).toEqual([untrusted, 'tls_not_trusted config']);
    }
    expect(logged().signIns).toEqual([]);
  });

  it('the wrong security for the door', async () => {
    const secured = (to: Partial<Via>, smtpSecurity: SmtpSecurity) =>
      refused({ ...to, smtpSecurity }, byPassword(), 2_000);
    const network = (code: string) => ({ protocol: 'network', code });
    const early = [network('TLS_NOT_FROM_START'), 'smtp_tls_not_from_start config'];
    const late = [network('TLS_FROM_START_NEEDED'), 'smtp_tls_from_start_needed config'];
    expect(await secured(atPostfix(), 'tls')).toEqual(early);
    expect(await secured(toDovecot(servers, 'starttls'), 'tls')).toEqual(early);
    expect(await secured(toPostfix(servers, 'tls'), 'starttls')).toEqual(late);
    expect(await secured(atDovecot(), 'none')).toEqual(late);
    const unoffered = { protocol: 'smtp', code: 'PASSWORD_MISSING' };
    expect(await secured(atPostfix(), 'none')).toEqual([unoffered, 'smtp_password_missing config']);
  });
});

/** What came back of a mail that must not be taken: the reply without its words, and what it means. */
async function refused(
  to: Partial<Via>,
  credential: Credential,
  greetingMs?: number,
): Promise<[Partial<Reply>, string]> {
  const arrived = servers.postfix.received().length;
  const { kind, reply } = await send(nextMail(), { ...to, credential }, greetingMs);
  expect(kind).toBe('refused');
  expect(servers.postfix.received()).toHaveLength(arrived);
  const { text: _words, ...numbers } = reply;
  return [numbers, whatItMeans(reply, credential)];
}
