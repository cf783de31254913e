import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { deepMessage } from '#sandbox/testing/deep-message.ts';
import { givenSandbox, redirectUri, reports } from '#sandbox/testing/given-sandbox.ts';
import { graphScope, postToken, smtpScope, tokensFor } from '#sandbox/testing/sign-in.ts';

const given = givenSandbox();

async function tokenOf(scope = smtpScope): Promise<string> {
  return String((await tokensFor(given.sandbox, given.keys, reports, { redirectUri, scope })).json.access_token);
}

function transport(user: string, accessToken: string) {
  const { smtpHost, smtpPort, caCertificate } = given.sandbox.providers.microsoft;
  return createTransport({
    host: smtpHost,
    port: smtpPort,
    requireTLS: true,
    tls: { ca: caCertificate },
    auth: { type: 'OAuth2', user, accessToken },
  });
}

const mail = {
  from: 'Contoso Reports <reports@contoso.example>',
  to: 'alex@contoso.example',
  subject: 'Hi',
  text: 'Hello',
};

/** Speaks SMTP by hand: sends a line, resolves with the whole reply. */
function dialogue(socket: Socket): (line?: string) => Promise<string> {
  let seen = '';
  let waiting: ((reply: string) => void) | undefined;
  socket.setEncoding('utf8');
  const flush = (): void => {
    if (!waiting || !/^\d{3} .*\r\n$/m.test(seen)) return;
    const reply = seen;
    seen = '';
    waiting(reply.trim());
    waiting = undefined;
  };
  socket.on('data', (text: string) => {
    seen += text;
    flush();
  });
  return (line) =>
    new Promise((resolve) => {
      waiting = resolve;
      if (line !== undefined) socket.write(`${line}\r\n`);
      flush();
    });
}

async function secureDialogue(): Promise<{ say: (line?: string) => Promise<string>; end: () => void }> {
  const plain = connect(given.sandbox.smtpPort, '127.0.0.1');
  const say = dialogue(plain);
  await say();
  await say('EHLO client.example');
  expect(await say('STARTTLS')).toBe('220 2.0.0 SMTP server ready');
  plain.removeAllListeners('data');
  const secure = connectTls({
    socket: plain,
    servername: 'localhost',
    ca: given.sandbox.providers.microsoft.caCertificate,
  });
  await new Promise((resolve) => secure.once('secureConnect', resolve));
  return { say: dialogue(secure), end: () => secure.destroy() };
}

const blob = (user: string, token: string): string =>
  Buffer.from(`user=${user}\x01auth=Bearer ${token}\x01\x01`).toString('base64');

describe('sending', () => {
  it('takes a message from the signed-in mailbox and answers like Exchange', async () => {
    const info = await transport(reports.account, await tokenOf()).sendMail({
      ...mail,
      messageId: '<a@mailgrant.test>',
    });
    expect(info.response).toMatch(/^250 2\.0\.0 OK <a@mailgrant\.test> \[Hostname=/);
    const [message] = await given.sandbox.control.messages('alex@contoso.example');
    expect(message).toMatchObject({ subject: 'Hi', via: 'smtp', text: 'Hello\n', messageId: '<a@mailgrant.test>' });
    expect((await given.sandbox.control.messages(reports.account))[0]?.folder).toBe('sent');
  });

  it('keeps mail to the outside, and sends it nowhere', async () => {
    await transport(reports.account, await tokenOf()).sendMail({ ...mail, to: 'someone@elsewhere.example' });
    expect(await given.sandbox.control.messages('someone@elsewhere.example')).toHaveLength(1);
  });

  it('refuses another sender, in the envelope and in From', async () => {
    const sender = transport(reports.account, await tokenOf());
    const said = /^554 5\.2\.252 SendAsDenied; reports@contoso\.example not allowed to send as alex@contoso\.example/;
    await expect(sender.sendMail({ ...mail, from: 'alex@contoso.example' })).rejects.toMatchObject({
      responseCode: 554,
      response: expect.stringMatching(said),
    });
    const envelope = { from: 'alex@contoso.example', to: mail.to };
    await expect(sender.sendMail({ ...mail, envelope })).rejects.toMatchObject({ responseCode: 554 });
    expect(await given.sandbox.control.messages('alex@contoso.example')).toEqual([]);
  });

  it('refuses for good a message nested deeper than anyone reads', async () => {
    const envelope = { from: reports.account, to: mail.to };
    const sent = transport(reports.account, await tokenOf()).sendMail({
      envelope,
      raw: deepMessage([`To: ${mail.to}`]),
    });
    await expect(sent).rejects.toMatchObject({
      response: expect.stringMatching(/^554 5\.6\.0 Corrupt message content/),
    });
  });

  it('lets an application send for every mailbox of its directory', async () => {
    const daemon = given.registerDaemon(['SMTP.SendAsApp']);
    const scope = 'https://outlook.office365.com/.default';
    const { json } = await postToken(given.sandbox, daemon, { grant_type: 'client_credentials', scope });
    await transport(reports.account, String(json.access_token)).sendMail(mail);
    expect(await given.sandbox.control.messages('alex@contoso.example')).toHaveLength(1);
    const foreign = transport('newsletter@fabrikam.example', String(json.access_token)).sendMail(mail);
    await expect(foreign).rejects.toMatchObject({ responseCode: 535 });
  });
});

describe('signing in', () => {
  it('refuses with a plain 535 5.7.3: a Graph token, another mailbox, an expired token', async () => {
    const refused = {
      responseCode: 535,
      response: expect.stringMatching(/^535 5\.7\.3 Authentication unsuccessful \[/),
    };
    await expect(transport(reports.account, await tokenOf(graphScope)).verify()).rejects.toMatchObject(refused);
    await expect(transport('alex@contoso.example', await tokenOf()).verify()).rejects.toMatchObject(refused);
    given.sandbox.control.setAccessTokenLifetime(-1);
    await expect(transport(reports.account, await tokenOf()).verify()).rejects.toMatchObject(refused);
  });

  it('wants TLS first, then authentication', async () => {
    const plain = connect(given.sandbox.smtpPort, '127.0.0.1');
    const say = dialogue(plain);
    expect(await say()).toMatch(/^220 \S+ ESMTP Microsoft ESMTP MAIL Service ready/);
    const capabilities = await say('EHLO client.example');
    expect(capabilities).toContain('250-STARTTLS');
    expect(capabilities).not.toContain('AUTH');
    expect(await say(`AUTH XOAUTH2 ${blob(reports.account, await tokenOf())}`)).toMatch(/^504 5\.7\.4 /);
    expect(await say('MAIL FROM:<reports@contoso.example>')).toMatch(
      /^451 5\.7\.3 STARTTLS is required to send mail \[/,
    );
    plain.destroy();
    const { say: saySecurely, end } = await secureDialogue();
    expect(await saySecurely('EHLO client.example')).toContain('250-AUTH LOGIN XOAUTH2');
    expect(await saySecurely('MAIL FROM:<reports@contoso.example>')).toMatch(/^530 5\.7\.57 Client not authenticated/);
    end();
  });

  it('takes the token on the AUTH line and after 334', async () => {
    const token = blob(reports.account, await tokenOf());
    const first = await secureDialogue();
    await first.say('EHLO client.example');
    expect(await first.say(`AUTH XOAUTH2 ${token}`)).toBe('235 2.7.0 Authentication successful');
    expect(await first.say('MAIL FROM:<reports@contoso.example>')).toBe('250 2.1.0 Sender OK');
    expect(await first.say('RCPT TO:<alex@contoso.example>')).toBe('250 2.1.5 Recipient OK');
    first.end();
    const second = await secureDialogue();
    await second.say('EHLO client.example');
    expect(await second.say('AUTH XOAUTH2')).toBe('334');
    expect(await second.say(token)).toBe('235 2.7.0 Authentication successful');
    second.end();
  });

  it('knows passwords only to refuse them', async () => {
    const { say, end } = await secureDialogue();
    await say('EHLO client.example');
    await say('AUTH LOGIN');
    await say(btoa('reports@contoso.example'));
    expect(await say(btoa('password'))).toMatch(
      /^535 5\.7\.139 Authentication unsuccessful, basic authentication is disabled\./,
    );
    end();
  });

  it('shows a certificate that only its own authority vouches for', async () => {
    const stranger = createTransport({ host: 'localhost', port: given.sandbox.smtpPort, requireTLS: true });
    await expect(stranger.verify()).rejects.toThrow(/unable to verify|self-signed|local issuer/);
  });
});

it('takes at most three connections of one mailbox at a time', async () => {
  const token = blob(reports.account, await tokenOf());
  const open = [];
  for (let count = 0; count < 4; count += 1) {
    const one = await secureDialogue();
    open.push(one);
    await one.say('EHLO client.example');
    await one.say(`AUTH XOAUTH2 ${token}`);
  }
  expect(await open[3]?.say('MAIL FROM:<reports@contoso.example>')).toMatch(
    /^432 4\.3\.2 Concurrent connections limit/,
  );
  for (const one of open) one.end();
});
