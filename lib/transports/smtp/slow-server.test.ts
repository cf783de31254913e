import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { aMail, via } from '#lib/testing/outgoing-mail.ts';
import { aTalkingServer } from '#lib/testing/talking-server.ts';
import type { Credential } from '#lib/transports/index.ts';
import { openCertificates } from '#sandbox/certificates/authority.ts';
import { sendBySmtp } from './send-by-smtp.ts';
import { mailMs, usualTimeouts } from './time-limits.ts';
import { verifyBySmtp } from './verify-by-smtp.ts';

const place = mkdtempSync(join(tmpdir(), 'mailgrant-ca-'));
const tls = openCertificates(place);
const { caCertificate } = tls;
afterAll(() => rmSync(place, { recursive: true, force: true }));

const credential: Credential = { kind: 'password', userName: 'reports', password: new Secret('correct horse') };
const within = { connectMs: 5_000, greetingMs: 5_000, silenceMs: 2_000, verifyMs: 1_000, sendMs: 1_000 };

type Talk = Parameters<typeof aTalkingServer>[0];

/** A mail server that never ends its answer to one command, and is never silent. */
async function aDrippingServer(command: string, talk: Talk = {}) {
  const line = command === 'DATA' ? '354-drip' : '250-drip';
  const answers = (said: string) => (said.startsWith(command) ? line : undefined);
  const { sockets, heard, smtpPort } = await aTalkingServer({ offers: ['AUTH PLAIN'], answers, ...talk });
  const drip = setInterval(() => {
    if (heard.some((said) => said.startsWith(command))) sockets.at(-1)?.write(`${line}\r\n`);
  }, 50);
  onTestFinished(() => clearInterval(drip));
  const gone = () => expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
  return { to: via({ credential, smtpPort, smtpSecurity: 'none', caCertificate }), gone };
}

const slowReply = {
  protocol: 'network',
  code: 'ETIMEDOUT',
  text: expect.stringMatching(/^localhost port \d+ was not done after 1 s\.$/),
};

describe('a server that talks on for ever', () => {
  it.each([
    ['EHLO', 'none', {}],
    ['AUTH', 'none', {}],
    ['AUTH', 'starttls', { offers: ['STARTTLS', 'AUTH PLAIN'], starttls: tls }],
    ['EHLO', 'tls', { tls }],
  ] as const)(
    'in answer to %s (%s) is left after the time for a verification, and named',
    async (command, smtpSecurity, talk) => {
      const { to, gone } = await aDrippingServer(command, talk as Talk);
      const outcome = await verifyBySmtp({ ...to, smtpSecurity }, null, within);
      expect(outcome).toEqual({ kind: 'refused', reply: slowReply });
      await gone();
    },
  );

  it.each([
    ['MAIL', 'refused'],
    ['DATA', 'refused'],
    ['.', 'unknown'],
  ] as const)('in answer to %s is left after the time for a mail, which was then %s', async (command, kind) => {
    const { to, gone } = await aDrippingServer(command);
    expect(await sendBySmtp(aMail(), to, within)).toEqual({ kind, reply: slowReply });
    await gone();
  });

  it('in answer to the goodbye is not waited for', async () => {
    const { to, gone } = await aDrippingServer('QUIT');
    expect((await verifyBySmtp(to, null, within)).kind).toBe('accepted');
    await gone();
  });
});

it('ends with whoever waits for it', async () => {
  const { to, gone } = await aDrippingServer('EHLO');
  const caller = new AbortController();
  const verified = verifyBySmtp(to, caller.signal, { ...within, verifyMs: 60_000 });
  setTimeout(() => caller.abort(), 100);
  expect(await verified).toMatchObject({ kind: 'refused', reply: { protocol: 'network', code: 'EABORTED' } });
  await gone();
});

it('leaves more time for a larger mail', () => {
  expect(mailMs(usualTimeouts, 0)).toBe(300_000);
  expect(mailMs(usualTimeouts, 35 * 1024 * 1024)).toBe(300_000 + 1_120_000);
});
