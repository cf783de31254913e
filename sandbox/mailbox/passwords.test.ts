import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runSandbox } from '#sandbox/testing/running.ts';
import { mailboxPassword } from './mailbox-password.ts';

let sandbox: Awaited<ReturnType<typeof runSandbox>>;
beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.reset());

type Place = { smtpHost: string; smtpPort: number; caCertificate: string };
const transport = ({ smtpHost: host, smtpPort: port, caCertificate: ca }: Place, user: string, pass: string) =>
  createTransport({ host, port, requireTLS: true, tls: { ca }, auth: { user, pass } });

describe('at Exchange', () => {
  const reports = 'reports@contoso.example';
  const at = (pass: string, user = reports) => transport(sandbox.providers.microsoft, user, pass);
  const mail = { from: reports, to: 'alex@contoso.example', subject: 'Hi', text: 'Hello' };
  const said = (words: string) => ({
    responseCode: 535,
    response: expect.stringMatching(new RegExp(`^535 5\\.7\\.139 Authentication unsuccessful, ${words} `)),
  });

  it('a mailbox’s password is refused, basic authentication being off', async () => {
    const off = said('basic authentication is disabled\\.');
    await expect(at(mailboxPassword(reports)).verify()).rejects.toMatchObject(off);
  });

  it('it works where it is still on, and only there', async () => {
    sandbox.control.faults.set({ provider: 'microsoft', kind: 'basic-auth-on', place: 'contoso.example' });
    await at(mailboxPassword(reports)).sendMail(mail);
    expect(await sandbox.control.messages(mail.to)).toHaveLength(1);
    const wrong = said('the user credentials were incorrect\\.');
    await expect(at('wrong').verify()).rejects.toMatchObject(wrong);
    const other = 'newsletter@fabrikam.example';
    await expect(at(mailboxPassword(other), other).verify()).rejects.toMatchObject(said('basic .+ is disabled\\.'));
    await expect(at(mailboxPassword(reports)).sendMail({ ...mail, from: mail.to })).rejects.toMatchObject({
      response: expect.stringMatching(/5\.2\.252 SendAsDenied/),
    });
  });

  it('even then the switch for SMTP AUTH counts', async () => {
    sandbox.control.faults.set({ provider: 'microsoft', kind: 'basic-auth-on' });
    sandbox.control.faults.set({ provider: 'microsoft', kind: 'smtp-auth-off' });
    const off = said('SmtpClientAuthentication is disabled for the Tenant\\.');
    await expect(at(mailboxPassword(reports)).verify()).rejects.toMatchObject(off);
  });

  it('is shown on the mailbox’s page, and on no other', async () => {
    const shown = async (address: string) => (await fetch(`${sandbox.origin}/mailbox/${address}`)).text();
    expect(await shown(reports)).toContain(`data-copy="${mailboxPassword(reports)}"`);
    expect(await shown('someone@elsewhere.example')).not.toContain('mail program');
  });
});

describe('at Gmail', () => {
  const reports = 'reports@northwind.example';
  const at = (pass: string) => transport(sandbox.google, reports, pass);
  const page = `/google-account/app-passwords?account=${encodeURIComponent(reports)}`;
  const shown = async () => (await fetch(`${sandbox.origin}${page}`)).text();
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`${sandbox.origin}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

  it('the account’s own password asks for an app password, a wrong one is wrong', async () => {
    await expect(at(mailboxPassword(reports)).verify()).rejects.toMatchObject({
      responseCode: 534,
      response: expect.stringMatching(
        /^534-5\.7\.9 Application-specific password required\. .+\n534 5\.7\.9 {2}https:.+InvalidSecondFactor .+gsmtp$/,
      ),
    });
    await expect(at('wrong').verify()).rejects.toMatchObject({ responseCode: 535 });
  });

  it('an app password is shown once, works with its blanks and without, and not after it is removed', async () => {
    await post(page, { name: 'Old printer' });
    const first = await shown();
    const value = /data-copy="((?:[a-z]{4} ){3}[a-z]{4})"/.exec(first)?.[1] ?? '';
    expect(value).toHaveLength(19);
    const second = await shown();
    expect(second).toContain('Old printer');
    expect(second).not.toContain(value);
    const mail = { from: reports, to: 'dana@northwind.example', subject: 'Hi', text: 'Hello' };
    for (const pass of [value, value.replaceAll(' ', '')]) await at(pass).sendMail(mail);
    expect(await sandbox.control.messages(mail.to)).toHaveLength(2);
    const [, id = ''] = /name="id" value="([^"]+)"/.exec(second) ?? [];
    await post(page.replace('?', '/remove?'), { id });
    await expect(at(value).verify()).rejects.toMatchObject({ responseCode: 535 });
  });

  it('ends when the account’s password changes, and is its account’s alone', async () => {
    const { appPassword } = sandbox.control.google.createAppPassword(reports);
    await at(appPassword).verify();
    const other = transport(sandbox.google, 'dana@northwind.example', appPassword);
    await expect(other.verify()).rejects.toMatchObject({ responseCode: 535 });
    sandbox.control.faults.set({ provider: 'google', kind: 'password-changed', account: reports });
    await expect(at(appPassword).verify()).rejects.toMatchObject({ responseCode: 535 });
  });
});
