import { afterAll, beforeAll, expect, it } from 'vitest';
import { runSandbox } from '#sandbox/testing/running.ts';
import { postToken } from '#sandbox/testing/sign-in.ts';

let sandbox: Awaited<ReturnType<typeof runSandbox>>;

const html = '<p onclick="x()">Hello<script>alert(1)</script><img src="cid:logo"></p>';
const attachments = [
  { name: 'Zahlen für März.csv', contentType: 'text/csv', contentBytes: btoa('a;b') },
  { name: 'logo.png', contentType: 'image/png', contentBytes: btoa('png'), isInline: true, contentId: 'logo' },
];

beforeAll(async () => {
  sandbox = await runSandbox();
  const keys = sandbox.control.createRegistration({
    directory: 'Contoso',
    name: 'Daemon',
    applicationPermissions: ['Mail.Send'],
    adminConsent: true,
  });
  const scope = 'https://graph.microsoft.com/.default';
  const { json } = await postToken(sandbox, keys, { grant_type: 'client_credentials', scope });
  const message = {
    subject: '<b>Subject</b>',
    body: { contentType: 'HTML', content: html },
    toRecipients: [{ emailAddress: { address: 'alex@contoso.example' } }],
    attachments,
  };
  const response = await fetch(`${sandbox.providers.microsoft.graphUrl}/v1.0/users/reports@contoso.example/sendMail`, {
    method: 'POST',
    headers: { authorization: `Bearer ${json.access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  });
  expect(response.status).toBe(202);
});
afterAll(() => sandbox.stop());

const get = (path: string): Promise<Response> => fetch(`${sandbox.origin}${path}`);
async function messagePath(): Promise<string> {
  const [message] = await sandbox.control.messages('alex@contoso.example');
  return `/mailbox/alex%40contoso.example/messages/${message?.id}`;
}

it('lists inbox and sent items, and links to the message', async () => {
  const inbox = await (await get('/mailbox/alex@contoso.example')).text();
  expect(inbox).toContain(await messagePath());
  expect(inbox).toContain('&lt;b&gt;Subject&lt;/b&gt;');
  expect(await (await get('/mailbox/reports@contoso.example?folder=sent')).text()).toContain(
    'To: alex@contoso.example',
  );
});

it('shows someone else’s HTML in a frame that can neither run nor fetch anything', async () => {
  const page = await (await get(await messagePath())).text();
  expect(page).toContain('<iframe sandbox="" src=');
  expect(page).not.toContain('<script>alert(1)');
  const body = await get(`${await messagePath()}/body`);
  const policy = body.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/; sandbox$/);
  expect(policy).not.toContain('script-src');
  expect(await body.text()).toContain(`<img src="data:image/png;base64,${btoa('png')}">`);
});

it('hands out attachments and the source as downloads', async () => {
  const file = await get(`${await messagePath()}/attachments/1`);
  expect(await file.text()).toBe('a;b');
  expect(file.headers.get('content-disposition')).toBe(
    "attachment; filename*=UTF-8''Zahlen%20f%C3%BCr%20M%C3%A4rz.csv",
  );
  const source = await get(`${await messagePath()}/source`);
  expect(source.headers.get('content-type')).toBe('message/rfc822');
  expect(await source.text()).toMatch(/^Return-Path: reports@contoso\.example\r\nReceived: /);
});

it('opens a message in its own mailbox only', async () => {
  const elsewhere = (await messagePath()).replace('alex%40contoso.example', 'admin%40contoso.example');
  expect((await get(elsewhere)).status).toBe(404);
});
