import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { aMail, via } from '#lib/testing/outgoing-mail.ts';
import { type Credential, transport } from '#lib/transports/index.ts';
import type { SmtpSecurity } from '#lib/transports/schema.ts';
import type { FaultWish } from '#sandbox/faults/fault-control.ts';
import { mailboxPassword } from '#sandbox/mailbox/mailbox-password.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import { classify } from './classify.ts';
import { smtp } from './smtp.ts';

let sandbox: Awaited<ReturnType<typeof runSandbox>>;
beforeAll(async () => {
  sandbox = await runSandbox();
  const { plain, google, smtpPort } = sandbox;
  for (const port of [plain.smtpPort, plain.smtpsPort, google.smtpPort, smtpPort]) allowEgress('localhost', port);
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.reset());

const inside = 'alex@contoso.example';
const none: Credential = { kind: 'none' };
const byPassword = (userName: string, password: string): Credential => ({
  kind: 'password',
  userName,
  password: new Secret(password),
});
const relay = byPassword('relay@contoso.example', 'harbour-lantern-quiet-4821');

type Way = { security?: SmtpSecurity; credential?: Credential; to?: string; from?: string; smtpPort?: number };
function send(way: Way) {
  const { security = 'starttls', credential = relay, to = inside, from = 'reports@contoso.example' } = way;
  const { plain } = sandbox;
  const usual = security === 'tls' ? plain.smtpsPort : plain.smtpPort;
  const mail = aMail({ to: [to], from: { name: 'Reports', address: from } });
  const { caCertificate } = plain;
  const where = { smtpHost: 'localhost', smtpPort: way.smtpPort ?? usual, smtpSecurity: security, caCertificate };
  return transport('smtp')(mail, via({ ...where, credential, mailbox: from }));
}
async function codeOf(way: Way): Promise<string> {
  const outcome = await send(way);
  expect(outcome.kind).toBe('refused');
  return classify(smtp(), outcome.reply).code;
}
const fault = (kind: string, more: Partial<FaultWish> = {}) =>
  sandbox.control.faults.set({ provider: 'smtp', kind, ...more });

describe.each<SmtpSecurity>(['none', 'starttls', 'tls'])('with security %s', (security) => {
  it.each([
    ['a password', relay],
    ['no sign-in', none],
  ])('and %s, mail arrives as it was meant to go', async (_name, credential) => {
    expect(await send({ security, credential })).toMatchObject({ kind: 'accepted' });
    expect(await sandbox.control.messages(inside)).toHaveLength(1);
    const said = sandbox.control.requests().filter(({ what }) => what === 'DATA');
    const user = credential === none ? undefined : 'relay@contoso.example';
    expect(said).toMatchObject([{ provider: 'smtp', security, status: 250 }]);
    expect(said[0]?.user).toBe(user);
  });
});

describe('a refusal of the office’s mail server is known', () => {
  it('for a password, a sender and a recipient', async () => {
    const wrong = byPassword('relay@contoso.example', 'not-the-password');
    const scanner = byPassword('scanner@contoso.example', 'third-floor-copier-7350');
    expect(await codeOf({ credential: wrong })).toBe('smtp_wrong_password');
    expect(await codeOf({ credential: scanner })).toBe('smtp_sender_refused');
    expect(await codeOf({ credential: none, to: 'someone@elsewhere.example' })).toBe('smtp_relay_denied');
  });

  it('for missing encryption, a missing sign-in and too much mail', async () => {
    fault('tls-required');
    expect(await codeOf({ security: 'none', credential: none })).toBe('smtp_tls_needed');
    fault('sign-in-required');
    expect(await codeOf({ credential: none })).toBe('smtp_sign_in_needed');
    fault('throttle');
    expect(await codeOf({})).toBe('smtp_try_later');
  });
});

describe('a password at those who want OAuth', () => {
  const reports = 'reports@contoso.example';
  const atExchange = () => ({ smtpPort: sandbox.smtpPort, credential: byPassword(reports, mailboxPassword(reports)) });

  it('is refused by Exchange as ended, and taken where it is still on', async () => {
    expect(await codeOf(atExchange())).toBe('microsoft_basic_auth_ended');
    sandbox.control.faults.set({ provider: 'microsoft', kind: 'basic-auth-on' });
    expect(await send(atExchange())).toMatchObject({ kind: 'accepted' });
    const wrong = { ...atExchange(), credential: byPassword(reports, 'wrong') };
    expect(await codeOf(wrong)).toBe('smtp_wrong_password');
  });

  it('must be an app password at Gmail', async () => {
    const from = 'reports@northwind.example';
    const atGmail = (password: string): Way => ({
      smtpPort: sandbox.google.smtpPort,
      credential: byPassword(from, password),
      from,
    });
    expect(await codeOf(atGmail(mailboxPassword(from)))).toBe('google_app_password_needed');
    expect(await codeOf(atGmail('wrong'))).toBe('google_password_refused');
    const { appPassword } = sandbox.control.google.createAppPassword(from);
    expect(await send(atGmail(appPassword))).toMatchObject({ kind: 'accepted' });
  });
});
