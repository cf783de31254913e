import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultWish } from '#sandbox/faults/fault-control.ts';
import { deepMessage } from '#sandbox/testing/deep-message.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import { type Dialogue, dialogue, dialogueByStartTls } from '#sandbox/testing/smtp-dialogue.ts';

let sandbox: Awaited<ReturnType<typeof runSandbox>>;
beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.reset());

const relay = { user: 'relay@contoso.example', pass: 'harbour-lantern-quiet-4821' };
const scanner = { user: 'scanner@contoso.example', pass: 'third-floor-copier-7350' };
type Way = { security?: 'none' | 'starttls' | 'tls'; auth?: typeof relay };

function transport({ security = 'starttls', auth }: Way = {}) {
  const { host, smtpPort, smtpsPort, caCertificate } = sandbox.plain;
  return createTransport({
    host,
    port: security === 'tls' ? smtpsPort : smtpPort,
    secure: security === 'tls',
    ignoreTLS: security === 'none',
    requireTLS: security === 'starttls',
    tls: { ca: caCertificate },
    ...(auth ? { auth } : {}),
  });
}
const mail = { from: 'reports@contoso.example', to: 'alex@contoso.example', subject: 'Hi', text: 'Hello' };
const fault = (kind: string, more: Partial<FaultWish> = {}) =>
  sandbox.control.faults.set({ provider: 'smtp', kind, ...more });
const refused = (responseCode: number, response: string) => ({ responseCode, response: `${responseCode} ${response}` });

async function openPlain(): Promise<Dialogue> {
  const opened = dialogue(connect(sandbox.plain.smtpPort, '127.0.0.1'));
  expect(await opened.say()).toBe('220 mail.contoso.example ESMTP Postfix');
  return opened;
}

describe('sending', () => {
  it.each([
    ['none', undefined, 'ESMTP'],
    ['none', relay, 'ESMTPA'],
    ['starttls', undefined, 'ESMTPS'],
    ['starttls', relay, 'ESMTPSA'],
    ['tls', undefined, 'ESMTPS'],
    ['tls', relay, 'ESMTPSA'],
  ] as const)('with security %s, signed in as %j, arrives %s', async (security, auth, protocol) => {
    const info = await transport({ security, ...(auth ? { auth } : {}) }).sendMail(mail);
    expect(info.response).toMatch(/^250 2\.0\.0 Ok: queued as [0-9A-F]{10}$/);
    const [message] = await sandbox.control.messages(mail.to);
    expect(message?.headers.received).toContain(`with ${protocol};`);
    expect(await sandbox.control.messages(mail.from)).toEqual([]);
    expect(sandbox.control.requests().at(-1)).toMatchObject({ provider: 'smtp', what: 'DATA', status: 250, security });
  });

  it('goes anywhere for who signs in, and to the mailboxes here for anyone', async () => {
    const elsewhere = { ...mail, to: 'someone@elsewhere.example' };
    expect((await transport({ auth: relay }).sendMail(elsewhere)).accepted).toEqual([elsewhere.to]);
    await expect(transport().sendMail(elsewhere)).rejects.toMatchObject(
      refused(554, '5.7.1 <someone@elsewhere.example>: Relay access denied'),
    );
    const both = await transport().sendMail({ ...mail, to: [mail.to, elsewhere.to] });
    expect(both).toMatchObject({ accepted: [mail.to], rejected: [elsewhere.to] });
  });

  it('goes out under a sender of one’s own only', async () => {
    await expect(transport({ auth: scanner }).sendMail(mail)).rejects.toMatchObject(
      refused(
        553,
        '5.7.1 <reports@contoso.example>: Sender address rejected: not owned by user scanner@contoso.example',
      ),
    );
    expect((await transport({ auth: scanner }).sendMail({ ...mail, from: scanner.user })).accepted).toEqual([mail.to]);
    const bounce = { from: '', to: mail.to };
    expect((await transport({ auth: scanner }).sendMail({ ...mail, envelope: bounce })).accepted).toEqual([mail.to]);
  });

  it('refuses for good a message nested deeper than anyone reads, and one too large', async () => {
    const envelope = { from: mail.from, to: mail.to };
    await expect(transport().sendMail({ envelope, raw: deepMessage([`To: ${mail.to}`]) })).rejects.toMatchObject({
      responseCode: 554,
    });
    const { say, end } = await openPlain();
    await say('EHLO client.example');
    expect(await say('MAIL FROM:<a@b.example> SIZE=99999999')).toBe('552 5.3.4 Message size exceeds fixed limit');
    end();
  });
});

describe('signing in', () => {
  it('refuses a wrong password and an unknown name alike, and says nothing of it in the log', async () => {
    const wrong = refused(535, '5.7.8 Error: authentication failed');
    for (const auth of [
      { ...relay, pass: 'secret-password' },
      { ...relay, user: 'nobody@contoso.example' },
    ]) {
      await expect(transport({ auth }).verify()).rejects.toMatchObject(wrong);
    }
    expect(sandbox.control.requests().map(({ what, status }) => [what, status])).toEqual([
      ['AUTH PLAIN', 535],
      ['AUTH PLAIN', 535],
    ]);
    expect(JSON.stringify(sandbox.control.requests())).not.toMatch(/secret-password|harbour/);
  });

  it('takes LOGIN too, and names in upper case', async () => {
    const { say, end } = await dialogueByStartTls(sandbox.plain.smtpPort, sandbox.plain.caCertificate);
    await say('EHLO client.example');
    await say('AUTH LOGIN');
    await say(btoa('RELAY@contoso.example'));
    expect(await say(btoa(relay.pass))).toBe('235 2.7.0 Authentication successful');
    end();
  });
});

describe('the server', () => {
  it('speaks like Postfix', async () => {
    const { say, end } = await openPlain();
    expect(await say('MAIL FROM:<a@b.example>')).toBe('503 5.5.1 Error: send HELO/EHLO first');
    const capabilities = await say('EHLO client.example');
    for (const line of ['250-STARTTLS', '250-AUTH PLAIN LOGIN']) expect(capabilities).toContain(line);
    expect(await say('RCPT TO:<alex@contoso.example>')).toBe('503 5.5.1 Error: need MAIL command');
    expect(await say('MAIL FROM:<a@b.example>')).toBe('250 2.1.0 Ok');
    expect(await say('DATA')).toBe('554 5.5.1 Error: no valid recipients');
    expect(await say('RCPT TO:<alex@contoso.example>')).toBe('250 2.1.5 Ok');
    expect(await say('NONSENSE')).toBe('500 5.5.2 Error: command not recognized');
    expect(await say('QUIT')).toBe('221 2.0.0 Bye');
    end();
  });

  it('can require TLS: nothing is offered, taken or heard without it', async () => {
    fault('tls-required');
    const { say, end } = await openPlain();
    expect(await say('EHLO client.example')).not.toContain('AUTH');
    const tls = '530 5.7.0 Must issue a STARTTLS command first';
    expect(await say('MAIL FROM:<reports@contoso.example>')).toBe(tls);
    expect(await say(`AUTH PLAIN ${btoa(`\0${relay.user}\0${relay.pass}`)}`)).toBe(tls);
    end();
    for (const security of ['starttls', 'tls'] as const) await transport({ security, auth: relay }).sendMail(mail);
    expect(await sandbox.control.messages(mail.to)).toHaveLength(2);
  });

  it('can require to sign in, and forget a password', async () => {
    fault('sign-in-required');
    await expect(transport().sendMail(mail)).rejects.toMatchObject(refused(530, '5.7.0 Authentication required'));
    await transport({ auth: relay }).sendMail(mail);
    fault('password-refused', { account: relay.user });
    await expect(transport({ auth: relay }).verify()).rejects.toMatchObject({ responseCode: 535 });
    await transport({ auth: scanner }).verify();
  });

  it('can be busy, slow and cut off', async () => {
    fault('throttle', { count: 1 });
    await expect(transport().sendMail(mail)).rejects.toMatchObject({ responseCode: 450 });
    fault('slow', { count: 1, ms: 1 });
    await transport().sendMail(mail);
    fault('drop-before', { count: 1 });
    await expect(transport().sendMail(mail)).rejects.toThrow();
    fault('drop-after', { count: 1 });
    await expect(transport().sendMail(mail)).rejects.toThrow();
    expect(await sandbox.control.messages(mail.to)).toHaveLength(2);
  });
});

it('is on the home page with all that is typed in elsewhere, and its authority is a file', async () => {
  const home = await (await fetch(sandbox.origin)).text();
  for (const shown of [relay.user, relay.pass, String(sandbox.plain.smtpPort), String(sandbox.plain.smtpsPort)]) {
    expect(home).toContain(`data-copy="${shown}"`);
  }
  const file = await fetch(`${sandbox.origin}/certificate-authority.pem`);
  expect(await file.text()).toBe(sandbox.plain.caCertificate);
  const faults = await (await fetch(`${sandbox.origin}/faults?provider=smtp`)).text();
  expect(faults).toContain('TLS required');
  expect(faults).toContain(`<option value="${relay.user}">`);
});
