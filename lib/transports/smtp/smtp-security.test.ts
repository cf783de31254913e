import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { config } from '#lib/config/index.ts';
import { Secret } from '#lib/crypto/secret.ts';
import { accessToken, aMail, via } from '#lib/testing/outgoing-mail.ts';
import { aTalkingServer } from '#lib/testing/talking-server.ts';
import type { Credential } from '#lib/transports/index.ts';
import type { SmtpSecurity } from '#lib/transports/schema.ts';
import { openCertificates } from '#sandbox/certificates/authority.ts';
import { plainMessage, xoauth2Message } from './mechanisms.ts';
import { sendBySmtp } from './send-by-smtp.ts';
import { verifyBySmtp } from './verify-by-smtp.ts';

const place = mkdtempSync(join(tmpdir(), 'mailgrant-ca-'));
const tls = openCertificates(place);
const { caCertificate } = tls;
afterAll(() => rmSync(place, { recursive: true, force: true }));

const timeouts = { connectMs: 5_000, greetingMs: 5_000, silenceMs: 5_000, verifyMs: 10_000, sendMs: 10_000 };
/** Long enough for a look at TLS on a busy machine. */
const impatient = { ...timeouts, greetingMs: 1_500 };
const byPassword: Credential = { kind: 'password', userName: 'reports', password: new Secret('correct horse') };
const send = (to: ReturnType<typeof via>, within = timeouts) => sendBySmtp(aMail(), to, within);

describe('without TLS', () => {
  it('sends a password where that was chosen, and none of it where STARTTLS was (the offer taken out on the way)', async () => {
    const { heard, smtpPort } = await aTalkingServer({ offers: ['AUTH PLAIN LOGIN'] });
    const to = via({ credential: byPassword, smtpPort, smtpSecurity: 'starttls' });

    expect(await send(to)).toMatchObject({ kind: 'refused', reply: { protocol: 'network', code: 'STARTTLS_MISSING' } });
    expect(heard).toEqual([expect.stringMatching(/^EHLO /), 'STARTTLS']);
    // Control: the same server, the same credential, and the choice that lets it through.
    expect((await send({ ...to, smtpSecurity: 'none' })).kind).toBe('accepted');
    expect(heard).toContain(`AUTH PLAIN ${plainMessage('reports', 'correct horse')}`);
  });

  it('stays as it was chosen where STARTTLS is offered', async () => {
    const { heard, smtpPort } = await aTalkingServer({ offers: ['STARTTLS', 'AUTH PLAIN'] });
    expect((await send(via({ credential: byPassword, smtpPort, smtpSecurity: 'none' }))).kind).toBe('accepted');
    expect(heard).not.toContain('STARTTLS');
  });

  it('sends no password where the operator forbids it, whenever that was: it does not even connect', async () => {
    const { heard, sockets, smtpPort } = await aTalkingServer({ offers: ['AUTH PLAIN LOGIN'] });
    const to = via({ credential: byPassword, smtpPort, smtpSecurity: 'none' });
    const refused = { kind: 'refused', reply: { protocol: 'network', code: 'PASSWORD_NEEDS_TLS' } };
    config().plainPasswords = 'forbidden';
    try {
      expect(await send(to)).toMatchObject(refused);
      expect(await verifyBySmtp(to, null, timeouts)).toMatchObject(refused);
      expect([sockets.length, heard.length]).toEqual([0, 0]);
      // Control: it is the password that keeps it from connecting.
      expect((await send({ ...to, credential: { kind: 'none' } })).kind).toBe('accepted');
    } finally {
      config().plainPasswords = 'allowed';
    }
    expect((await send(to)).kind).toBe('accepted');
  });

  it('sends no token: it does not even connect', async () => {
    const { heard, sockets, smtpPort } = await aTalkingServer({ offers: ['AUTH XOAUTH2 OAUTHBEARER PLAIN'] });
    const to = via({ smtpPort, smtpSecurity: 'none' });
    for (const mechanism of ['XOAUTH2', 'OAUTHBEARER'] as const) {
      const credential: Credential = { kind: 'token', token: new Secret(accessToken), mechanism };
      expect(await send({ ...to, credential })).toMatchObject({
        kind: 'refused',
        reply: { protocol: 'network', code: 'TOKEN_NEEDS_TLS' },
      });
    }
    expect([sockets.length, heard.length]).toEqual([0, 0]);
    // Control: it is the token that keeps it from connecting.
    expect((await send({ ...to, credential: { kind: 'none' } })).kind).toBe('accepted');
    expect(sockets.length).toBeGreaterThan(0);
  });
});

it('by STARTTLS forgets what was said before TLS: a yes to EHLO slipped in names no way to sign in (RFC 3207 §6)', async () => {
  const injected = '250-between\r\n250 AUTH LOGIN\r\n';
  const offers = ['STARTTLS', 'AUTH PLAIN'];
  const { heard, smtpPort } = await aTalkingServer({ starttls: { ...tls, injected }, offers });
  const to = via({ credential: byPassword, smtpPort, smtpSecurity: 'starttls', caCertificate });

  expect((await send(to)).kind).toBe('accepted');
  expect(
    heard.filter((line) => /^(EHLO|STARTTLS|AUTH)/.test(line)).map((line) => line.split(' ', 2).join(' ')),
  ).toEqual([expect.stringMatching(/^EHLO /), 'STARTTLS', expect.stringMatching(/^EHLO /), 'AUTH PLAIN']);
});

describe('a port with another security than the chosen one', () => {
  it('that begins with TLS, trusted or not, and STARTTLS or nothing was chosen', async () => {
    const cases: [SmtpSecurity, string][] = [
      ['starttls', caCertificate],
      ['none', caCertificate],
      ['starttls', ''],
    ];
    const { heard, smtpPort } = await aTalkingServer({ tls, offers: ['AUTH PLAIN'] });
    const outcomes = await Promise.all(
      cases.map(([smtpSecurity, trusted]) =>
        send(via({ credential: byPassword, smtpPort, smtpSecurity, caCertificate: trusted }), impatient),
      ),
    );
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ kind: 'refused', reply: { protocol: 'network', code: 'TLS_FROM_START_NEEDED' } });
    }
    // Looking says hello at most.
    expect(heard.filter((line) => !/^(EHLO|QUIT)/.test(line))).toEqual([]);
  });

  it('that begins in plain text, and TLS from the start was chosen', async () => {
    const { heard, smtpPort } = await aTalkingServer({ offers: ['STARTTLS'] });
    const outcome = await send(via({ smtpPort, smtpSecurity: 'tls', caCertificate }));
    expect(outcome).toMatchObject({ kind: 'refused', reply: { protocol: 'network', code: 'TLS_NOT_FROM_START' } });
    expect(heard.join()).not.toContain(xoauth2Message('reports@contoso.example', accessToken));
  });

  it('is not taken for one that says nothing to anybody', async () => {
    const { smtpPort } = await aTalkingServer({ greeting: null });
    const outcome = await send(via({ smtpPort, smtpSecurity: 'starttls' }), impatient);
    expect(outcome).toMatchObject({ kind: 'refused', reply: { protocol: 'network', code: 'GREETING_MISSING' } });
  });
});
