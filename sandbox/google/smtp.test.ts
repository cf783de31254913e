import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GoogleClientKeys } from '#sandbox/control/google-control.ts';
import { deepMessage } from '#sandbox/testing/deep-message.ts';
import { fullScope, gmailScope, googleRedirectUri, googleTokensFor } from '#sandbox/testing/google-sign-in.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import { type Dialogue, dialogue, dialogueByStartTls, xoauth2 } from '#sandbox/testing/smtp-dialogue.ts';

const reports = { account: 'reports@northwind.example' };
let sandbox: Awaited<ReturnType<typeof runSandbox>>;
let keys: GoogleClientKeys;

beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  sandbox.control.reset();
  keys = sandbox.control.google.createClient({ project: 'Northwind', redirectUris: [googleRedirectUri] });
});

const tokenOf = async (scope = fullScope): Promise<string> =>
  String((await googleTokensFor(sandbox, keys, reports, { scope, more: { prompt: 'consent' } })).json.access_token);

function transport(accessToken: string, more: { user?: string; secure?: boolean } = {}) {
  const { smtpHost, smtpPort, smtpsPort, caCertificate } = sandbox.google;
  const { user = reports.account, secure = false } = more;
  return createTransport({
    host: smtpHost,
    port: secure ? smtpsPort : smtpPort,
    secure,
    requireTLS: !secure,
    tls: { ca: caCertificate },
    auth: { type: 'OAuth2', user, accessToken },
  });
}

const mail = {
  from: 'Northwind Reports <reports@northwind.example>',
  to: 'dana@northwind.example',
  subject: 'Hi',
  text: 'Hello',
};
const open = (): Promise<Dialogue> => dialogueByStartTls(sandbox.google.smtpPort, sandbox.google.caCertificate);
const signs = /[0-9a-f]{30} - gsmtp$/;

describe('sending', () => {
  it('takes a message with STARTTLS and with TLS from the start, and answers like Gmail', async () => {
    const token = await tokenOf();
    for (const secure of [false, true]) {
      const info = await transport(token, { secure }).sendMail(mail);
      expect(info.response).toMatch(/^250 2\.0\.0 OK {2}\d{10} [0-9a-f]{30} - gsmtp$/);
    }
    expect(await sandbox.control.messages('dana@northwind.example')).toHaveLength(2);
    expect(await sandbox.control.messages(reports.account)).toMatchObject([{ folder: 'sent', via: 'smtp' }, {}]);
  });

  it('replaces another From, as the API does', async () => {
    await transport(await tokenOf()).sendMail({ ...mail, from: 'Boss <boss@elsewhere.example>' });
    const [message] = await sandbox.control.messages('dana@northwind.example');
    expect(message?.from).toBe('Boss <reports@northwind.example>');
  });

  it('refuses for good a message nested deeper than anyone reads', async () => {
    const envelope = { from: reports.account, to: mail.to };
    const sent = transport(await tokenOf()).sendMail({ envelope, raw: deepMessage([`To: ${mail.to}`]) });
    await expect(sent).rejects.toMatchObject({ response: expect.stringMatching(/^554 5\.6\.0 .+ - gsmtp$/) });
  });

  it('takes a hundred recipients and not one more', async () => {
    const to = Array.from({ length: 101 }, (_, index) => `person${index}@elsewhere.example`);
    const info = await transport(await tokenOf()).sendMail({ ...mail, to });
    expect(info.accepted).toHaveLength(100);
    expect(info.rejectedErrors?.[0]).toMatchObject({
      responseCode: 452,
      response: expect.stringMatching(/^452-4\.5\.3 /),
    });
  });
});

describe('signing in', () => {
  it('says 334 with the challenge, then 535, and lets the client try again on the same connection', async () => {
    const { say, end } = await open();
    expect(await say('EHLO client.example')).toContain('250-AUTH LOGIN PLAIN XOAUTH2');
    const refused = await say(`AUTH XOAUTH2 ${xoauth2(reports.account, await tokenOf(gmailScope))}`);
    expect(refused).toBe(
      '334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==',
    );
    const [first, second] = (await say('')).split('\r\n');
    expect(first).toBe('535-5.7.8 Username and Password not accepted. For more information, go to');
    expect(second).toMatch(
      /^535 5\.7\.8 {2}https:\/\/support\.google\.com\/mail\/\?p=BadCredentials [0-9a-f]{30} - gsmtp$/,
    );
    expect(await say(`AUTH XOAUTH2 ${xoauth2(reports.account, await tokenOf())}`)).toBe('235 2.7.0 Accepted');
    expect(await say('MAIL FROM:<reports@northwind.example>')).toMatch(/^250 2\.1\.0 OK [0-9a-f]{30} - gsmtp$/);
    expect(await say('RCPT TO:<dana@northwind.example>')).toMatch(/^250 2\.1\.5 OK .+ - gsmtp$/);
    expect(await say('DATA')).toMatch(/^354 Go ahead .+ - gsmtp$/);
    end();
  });

  it('refuses the wrong scope, another mailbox and a token that is over', async () => {
    const refused = { responseCode: 535, response: expect.stringMatching(/^535-5\.7\.8 .+\n535 5\.7\.8 {2}https/) };
    await expect(transport(await tokenOf(gmailScope)).verify()).rejects.toMatchObject(refused);
    await expect(transport(await tokenOf(), { user: 'dana@northwind.example' }).verify()).rejects.toMatchObject(
      refused,
    );
    sandbox.control.google.setAccessTokenLifetime(-1);
    await expect(transport(await tokenOf()).verify()).rejects.toMatchObject(refused);
  });

  it('takes a service account’s token for the person it acts for', async () => {
    const robot = sandbox.control.google.createServiceAccount({
      project: 'Northwind',
      delegateScopes: ['https://mail.google.com/'],
    });
    const auth = {
      type: 'OAuth2' as const,
      user: reports.account,
      serviceClient: robot.email,
      privateKey: robot.keyFile.private_key,
      accessUrl: sandbox.google.tokenUrl,
    };
    const { smtpHost, smtpsPort, caCertificate } = sandbox.google;
    const way = createTransport({ host: smtpHost, port: smtpsPort, secure: true, tls: { ca: caCertificate }, auth });
    expect((await way.sendMail(mail)).accepted).toEqual(['dana@northwind.example']);
  });

  it('knows passwords only to refuse them', async () => {
    const { say, end } = await open();
    await say('EHLO client.example');
    expect(await say(`AUTH PLAIN ${btoa('\0reports@northwind.example\0secret')}`)).toMatch(/^535-5\.7\.8 /);
    end();
  });

  it('wants TLS first, then authentication', async () => {
    const plain = connect(sandbox.google.smtpPort, '127.0.0.1');
    const { say, end } = dialogue(plain);
    expect(await say()).toMatch(/^220 smtp\.gmail\.com ESMTP [0-9a-f]{30} - gsmtp$/);
    const capabilities = await say('EHLO client.example');
    expect(capabilities).toMatch(/^250-smtp\.gmail\.com at your service, \[127\.0\.0\.1\]\r\n250-SIZE 35882577\r\n/);
    expect(capabilities).toContain('250-STARTTLS');
    expect(capabilities).not.toContain('AUTH');
    expect(await say(`AUTH XOAUTH2 ${xoauth2('a@b.example', 'x')}`)).toMatch(
      /^530 5\.7\.0 Must issue a STARTTLS command first\. /,
    );
    expect(await say('MAIL FROM:<reports@northwind.example>')).toMatch(
      /^530 5\.7\.0 Must issue a STARTTLS command first\. /,
    );
    expect(await say('STARTTLS')).toBe('220 2.0.0 Ready to start TLS');
    end();
    const secure = await open();
    await secure.say('EHLO client.example');
    const [first, second] = (await secure.say('MAIL FROM:<reports@northwind.example>')).split('\r\n');
    expect(first).toBe('530-5.7.0 Authentication Required. For more information, go to');
    expect(second).toMatch(signs);
    expect(await secure.say('NONSENSE')).toMatch(/^502 5\.5\.1 Unrecognized command\. /);
    expect(await secure.say('QUIT')).toMatch(/^221 2\.0\.0 closing connection .+ - gsmtp$/);
  });
});
