import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { accessToken, aMail, via } from '#lib/testing/outgoing-mail.ts';
import { aTalkingServer } from '#lib/testing/talking-server.ts';
import type { Credential } from '#lib/transports/index.ts';
import { openCertificates } from '#sandbox/certificates/authority.ts';
import { oauthbearerMessage, plainMessage, xoauth2Message } from './mechanisms.ts';
import { sendBySmtp } from './send-by-smtp.ts';
import { verifyBySmtp } from './verify-by-smtp.ts';

const place = mkdtempSync(join(tmpdir(), 'mailgrant-ca-'));
const tls = openCertificates(place);
afterAll(() => rmSync(place, { recursive: true, force: true }));

const mailbox = 'reports@contoso.example';
const userName = 'reports-relay';
const password = 'Correct-Horse/7 ünd mehr';
const byPassword: Credential = { kind: 'password', userName, password: new Secret(password) };
const byToken = (mechanism: 'XOAUTH2' | 'OAUTHBEARER'): Credential => ({
  kind: 'token',
  token: new Secret(accessToken),
  mechanism,
});
const byNothing: Credential = { kind: 'none' };

const base64 = (text: string) => Buffer.from(text).toString('base64');

type Talk = Parameters<typeof aTalkingServer>[0];

/** A server with TLS, and the way to it with this credential. */
async function aServer(credential: Credential, talk: Talk) {
  const { heard, smtpPort } = await aTalkingServer({ ...talk, tls });
  const to = via({ credential, smtpPort, smtpSecurity: 'tls', caCertificate: tls.caCertificate });
  /** All lines of the sign-in, and none when there was none. */
  const signedIn = () => heard.slice(1).filter((line) => !/^(MAIL|RCPT|DATA|QUIT)/.test(line));
  return { heard, signedIn, to };
}

/** Nothing but the sign-in: of a message, its lines would be heard too. */
const verified = (credential: Credential, talk: Talk) =>
  aServer(credential, talk).then(async (server) => ({ ...server, outcome: await verifyBySmtp(server.to) }));

const asksOn: Talk['answers'] = (line) =>
  /^AUTH LOGIN$/.test(line)
    ? `334 ${base64('Username:')}`
    : line === base64(userName)
      ? `334 ${base64('Password:')}`
      : line === base64(password)
        ? '235 2.7.0 Accepted'
        : undefined;

describe('signing in', () => {
  it.each<[string, Credential, string, string[]]>([
    [
      'a password by PLAIN',
      byPassword,
      'AUTH LOGIN PLAIN CRAM-MD5',
      [`AUTH PLAIN ${plainMessage(userName, password)}`],
    ],
    ['a password by LOGIN', byPassword, 'AUTH LOGIN', ['AUTH LOGIN', base64(userName), base64(password)]],
    [
      'a password, as old servers write it',
      byPassword,
      'AUTH=PLAIN',
      [`AUTH PLAIN ${plainMessage(userName, password)}`],
    ],
    [
      'a token by XOAUTH2',
      byToken('XOAUTH2'),
      'AUTH PLAIN XOAUTH2 OAUTHBEARER',
      [`AUTH XOAUTH2 ${xoauth2Message(mailbox, accessToken)}`],
    ],
    ['nothing, whatever is offered', byNothing, 'AUTH PLAIN LOGIN', []],
  ])('says no more than %s needs', async (_what, credential, offer, lines) => {
    const { signedIn, outcome } = await verified(credential, { offers: [offer], answers: asksOn });
    expect(outcome.kind).toBe('accepted');
    expect(signedIn()).toEqual(lines);
  });

  it('by OAUTHBEARER names the mailbox and the server, and the token (RFC 7628)', async () => {
    const { signedIn, to } = await verified(byToken('OAUTHBEARER'), { offers: ['AUTH XOAUTH2 OAUTHBEARER'] });
    const [, message = ''] = /^AUTH OAUTHBEARER (\S+)$/.exec(signedIn().join('\n')) ?? [];
    expect(Buffer.from(message, 'base64').toString()).toBe(
      `n,a=${mailbox},\u0001host=localhost\u0001port=${to.smtpPort}\u0001auth=Bearer ${accessToken}\u0001\u0001`,
    );
    const odd = oauthbearerMessage({ ...to, mailbox: 'a=b,c@contoso.example' }, 'x');
    expect(Buffer.from(odd, 'base64').toString()).toMatch(/^n,a=a=3Db=2Cc@contoso\.example,/);
  });

  it.each<[string, Credential, string[], string]>([
    ['a token by OAUTHBEARER', byToken('OAUTHBEARER'), ['AUTH PLAIN LOGIN XOAUTH2'], 'OAUTHBEARER_MISSING'],
    ['a token by XOAUTH2', byToken('XOAUTH2'), ['AUTH PLAIN LOGIN OAUTHBEARER'], 'XOAUTH2_MISSING'],
    ['a password', byPassword, ['AUTH CRAM-MD5 XOAUTH2', 'XAUTH PLAIN'], 'PASSWORD_MISSING'],
    ['a password', byPassword, [], 'PASSWORD_MISSING'],
  ])('sends %s by no other mechanism', async (_what, credential, offers, code) => {
    const { signedIn, outcome } = await verified(credential, { offers });
    expect(outcome).toMatchObject({ kind: 'refused', reply: { protocol: 'smtp', code } });
    expect(signedIn()).toEqual([]);
  });

  it('ends a dialogue that the server does not end', async () => {
    const answers = (line: string) => (/^AUTH/.test(line) ? '334 ' : line === '*' ? '501 5.7.0 Cancelled' : undefined);
    const { signedIn, outcome } = await verified(byPassword, { offers: ['AUTH PLAIN'], answers });
    expect(outcome).toMatchObject({ kind: 'refused', reply: { status: 501, code: '5.7.0' } });
    expect(signedIn().at(-1)).toBe('*');
  });

  it('takes a yes of several lines for one', async () => {
    const answers = (line: string) => (/^AUTH/.test(line) ? '235-2.7.0 Welcome\r\n235 2.7.0 Accepted' : undefined);
    const { outcome } = await verified(byPassword, { offers: ['AUTH PLAIN'], answers });
    expect(outcome).toMatchObject({ kind: 'accepted', reply: { status: 235, code: '2.7.0' } });
  });

  it('keeps why OAUTHBEARER was refused, and asks for the refusal itself (RFC 7628 §3.2.3)', async () => {
    const reason = '{"status":"invalid_token","scope":"mail","openid-configuration":"https://login.example/"}';
    const answers = (line: string) =>
      /^AUTH/.test(line) ? `334 ${base64(reason)}` : line === 'AQ==' ? '535 5.7.8 Bad token' : undefined;
    const { outcome } = await verified(byToken('OAUTHBEARER'), { offers: ['AUTH OAUTHBEARER'], answers });
    expect(outcome).toMatchObject({ kind: 'refused', reply: { status: 535, code: '5.7.8', challenge: reason } });
  });

  it('keeps no prompt of LOGIN as a reason', async () => {
    const answers = (line: string) => (line === base64(password) ? '535 5.7.8 No' : asksOn(line));
    const { outcome } = await verified(byPassword, { offers: ['AUTH LOGIN'], answers });
    expect(outcome).toMatchObject({ kind: 'refused', reply: { status: 535, text: '535 5.7.8 No' } });
    expect(outcome.reply).not.toHaveProperty('challenge');
  });

  it('tells what a server says to mail without any, whether it knows sign-in or not', async () => {
    const answers = (line: string) => (/^MAIL/.test(line) ? '530 5.7.0 Authentication required' : undefined);
    const { to } = await aServer(byNothing, { offers: ['AUTH PLAIN'], answers });
    expect(await sendBySmtp(aMail(), to)).toMatchObject({ kind: 'refused', reply: { status: 530, code: '5.7.0' } });
    const open = await aServer(byNothing, {});
    expect((await sendBySmtp(aMail(), open.to)).kind).toBe('accepted');
  });
});

describe('what a server echoes of it', () => {
  const plain = plainMessage(userName, password);
  const short: Credential = { kind: 'password', userName: 'me', password: new Secret('pony') };
  const bearer = (smtpPort: number) => oauthbearerMessage({ mailbox, smtpHost: 'localhost', smtpPort }, accessToken);

  it.each<[string, Credential, string | ((port: number) => string)]>([
    ['a password', byPassword, password],
    ['its base64', byPassword, base64(password)],
    ['the user name’s base64', byPassword, base64(userName)],
    ['the message of PLAIN', byPassword, plain],
    ['the beginning of that', byPassword, plain.slice(0, 30)],
    ['a password of a few letters', short, 'pony'],
    ['its base64', short, base64('pony')],
    ['the message of PLAIN with it', short, plainMessage('me', 'pony')],
    ['a token', byToken('OAUTHBEARER'), accessToken],
    ['the message of OAUTHBEARER', byToken('OAUTHBEARER'), bearer],
    ['the beginning of that', byToken('OAUTHBEARER'), (port) => bearer(port).slice(0, 60)],
  ])('is not repeated: %s', async (_what, credential, echo) => {
    let port = 0;
    const said = () => (typeof echo === 'string' ? echo : echo(port));
    const answers = (line: string) => (/^AUTH|^AQ==/.test(line) ? `535 5.7.8 No: <${said()}>.` : undefined);
    const { to } = await aServer(credential, { offers: ['AUTH PLAIN OAUTHBEARER'], answers });
    port = to.smtpPort;
    const { reply } = await verifyBySmtp(to);
    expect(reply).toMatchObject({ status: 535, code: '5.7.8', text: '535 5.7.8 No: <[redacted]>.' });
    const sent = await sendBySmtp(aMail(), to);
    expect(sent.reply.text).toBe('535 5.7.8 No: <[redacted]>.');
  });

  it('is its yes without the password', async () => {
    const answers = (line: string) => (/^AUTH/.test(line) ? `235 2.7.0 Welcome, ${userName} (${password})` : undefined);
    const { outcome } = await verified(byPassword, { offers: ['AUTH PLAIN'], answers });
    expect(outcome).toMatchObject({ kind: 'accepted', reply: { text: `235 2.7.0 Welcome, ${userName} ([redacted])` } });
  });
});
