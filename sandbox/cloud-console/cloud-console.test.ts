import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeyFile } from '#sandbox/google/service-accounts.ts';
import { googleRedirectUri, googleTokensFor } from '#sandbox/testing/google-sign-in.ts';
import { runSandbox } from '#sandbox/testing/running.ts';

let sandbox: Awaited<ReturnType<typeof runSandbox>>;
beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.reset());

const project = 'project=northwind-mail';
const page = async (path: string): Promise<string> => (await fetch(`${sandbox.origin}${path}`)).text();
const post = (path: string, fields: Record<string, string> | string[][] = {}): Promise<Response> =>
  fetch(`${sandbox.origin}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const copied = (text: string, label: string): string =>
  new RegExp(`data-copy="([^"]+)" aria-label="Copy ${label}"`).exec(text)?.[1] ?? '';
const downloaded = (text: string): Record<string, unknown> => {
  const data = /href="data:application\/json;base64,([^"]+)"/.exec(text)?.[1] ?? '';
  return JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
};
async function createClient(uri = googleRedirectUri): Promise<string> {
  const response = await post(`/cloud-console/auth/clients/create?${project}`, { name: 'Web client', uri });
  expect(response.status).toBe(303);
  return response.headers.get('location') ?? '';
}

describe('a project', () => {
  it('is ready for each organization, opens where the console was left, and is not found otherwise', async () => {
    expect(await page('/cloud-console')).toContain('You’re working in <strong>Northwind mail</strong>');
    const left = await fetch(`${sandbox.origin}/cloud-console?project=tailspin-mail`);
    const cookie = left.headers.get('set-cookie')?.split(';')[0] ?? '';
    const again = await fetch(`${sandbox.origin}/cloud-console/auth/clients`, { headers: { cookie } });
    expect(await again.text()).toContain('project=tailspin-mail');
    expect((await fetch(`${sandbox.origin}/cloud-console?project=nobody`)).status).toBe(404);
  });

  it('has the Gmail API switched on and off', async () => {
    const here = `/cloud-console/apis/library/gmail.googleapis.com?${project}`;
    expect(await page(`/cloud-console/apis/dashboard?${project}`)).toContain('No APIs enabled');
    await post(here, { enable: 'yes' });
    expect(await page(`/cloud-console/apis/dashboard?${project}`)).toContain('Gmail API');
    await post(here, { enable: 'no' });
    expect(await page(here)).toContain('value="yes">Enable</button>');
  });

  it('has a name on the consent screen, escaped wherever it is shown', async () => {
    await post(`/cloud-console/auth/branding?${project}`, { appName: '<b>Mine</b>', supportEmail: 'a@b.example' });
    expect(await page(`/cloud-console/auth/branding?${project}`)).toContain('value="&lt;b&gt;Mine&lt;/b&gt;"');
    expect((await post(`/cloud-console/auth/branding?${project}`, { appName: ' ' })).status).toBe(422);
  });

  it('has an audience, test users and a publishing status', async () => {
    const here = `/cloud-console/auth/audience?${project}`;
    expect(await page(here)).toContain('Internal');
    await post(here, { audience: 'external' });
    expect(await page(here)).toContain('There are no test users.');
    expect((await post(here, { testUser: 'nobody' })).status).toBe(422);
    await post(here, { testUser: 'Dana@Northwind.example' });
    expect(await page(here)).toContain('aria-label="Remove test user dana@northwind.example"');
    await post(here, { removeTestUser: 'dana@northwind.example' });
    expect(await page(here)).toContain('There are no test users.');
    await post(here, { publishing: 'production' });
    expect(await page(here)).toContain('In production');
    expect(await page('/cloud-console/auth/audience?project=robins-mail')).not.toContain('Make internal');
  });

  it('declares scopes', async () => {
    const here = `/cloud-console/auth/scopes?${project}`;
    await post(here, [['scope', 'https://mail.google.com/']]);
    const text = await page(here);
    expect(text).toContain('value="https://mail.google.com/" checked');
    expect(text.split('<dialog')[0]).toContain('<code class="quiet">https://mail.google.com/</code>');
  });
});

describe('an OAuth client', () => {
  it('shows its secret once, with the JSON to download, and works', async () => {
    const here = await createClient();
    const first = await page(here);
    const keys = { clientId: copied(first, 'Client ID'), clientSecret: copied(first, 'Client secret') };
    expect(keys.clientId).toMatch(/^482915370164-[a-z0-9]{32}\.apps\.googleusercontent\.com$/);
    expect(keys.clientSecret).toMatch(/^GOCSPX-[\w-]{28}$/);
    expect(downloaded(first)).toMatchObject({
      web: { client_id: keys.clientId, client_secret: keys.clientSecret, redirect_uris: [googleRedirectUri] },
    });
    const second = await page(here);
    expect(second).not.toContain(keys.clientSecret);
    expect(second).toContain(`****${keys.clientSecret.slice(-4)}`);
    const { status } = await googleTokensFor(sandbox, keys, { account: 'reports@northwind.example' });
    expect(status).toBe(200);
  });

  it('has at most two secrets, which are disabled before they are deleted', async () => {
    const here = await createClient();
    const [path = ''] = here.split('?');
    await page(here);
    await post(`${path}/secrets/add?${project}`);
    const full = await page(here);
    expect(full).toContain('Client secret added');
    expect(full).not.toContain('Add secret</button>');
    const secretId = /name="secretId" value="([^"]+)"/.exec(full)?.[1] ?? '';
    await post(`${path}/secrets/delete?${project}`, { secretId });
    expect(await page(here)).not.toContain('Add secret</button>');
    await post(`${path}/secrets/disable?${project}`, { secretId });
    expect(await page(here)).toContain('Disabled');
    await post(`${path}/secrets/delete?${project}`, { secretId });
    expect(await page(here)).toContain('Add secret</button>');
  });

  it('refuses redirect URIs that Google refuses, and keeps what was typed', async () => {
    const bad = [
      'http://example.com/x',
      'https://192.0.2.7/x',
      'https://example.com/x#y',
      'https://*.example.com/x',
      'https://mail.local/x',
      'https://example.com/a/%2e%2e/b',
      'https://user@example.com/x',
      'nonsense',
    ];
    for (const uri of bad) {
      const response = await post(`/cloud-console/auth/clients/create?${project}`, { name: 'Typed', uri });
      expect([uri, response.status]).toEqual([uri, 422]);
      const text = await response.text();
      expect(text).toContain('value="Typed"');
      expect(text).toContain(`value="${uri}"`);
    }
    for (const uri of ['http://localhost:3000/x', 'http://127.0.0.1:3000/x', 'https://example.com/x?y=z'])
      await createClient(uri);
    const here = await createClient();
    await post(here, [
      ['name', 'Renamed'],
      ['uri', 'https://example.com/x'],
      ['uri', ''],
    ]);
    expect(await page(here)).toContain('value="https://example.com/x"');
  });

  it('can be deleted and restored', async () => {
    const here = await createClient();
    const [path = ''] = here.split('?');
    await post(`${path}/delete?${project}`);
    expect(await page(`/cloud-console/auth/clients?${project}`)).toContain('Deleted credentials');
    await post(`${path}/restore?${project}`);
    expect(await page(`/cloud-console/auth/clients?${project}`)).not.toContain('Deleted credentials');
  });

  it('is found in its own project only', async () => {
    const elsewhere = (await createClient()).replace('northwind-mail', 'tailspin-mail');
    expect((await fetch(`${sandbox.origin}${elsewhere}`)).status).toBe(404);
  });
});

describe('a service account', () => {
  const base = '/cloud-console/iam-admin/serviceaccounts';
  const create = async (): Promise<string> =>
    (await post(`${base}/create?${project}`, { name: 'Sender', id: 'mail-sender' })).headers.get('location') ?? '';

  it('hands out a key file once, and forgets a key when asked', async () => {
    const here = await create();
    const [path = ''] = here.split('?');
    await post(`${path}/keys?${project}`);
    const first = await page(here);
    const file = downloaded(first) as KeyFile;
    expect(file).toMatchObject({
      type: 'service_account',
      client_email: 'mail-sender@northwind-mail.iam.gserviceaccount.com',
      client_id: copied(first, 'Unique ID \\(OAuth 2 Client ID\\)'),
    });
    expect(first).toContain('data-download-at-once');
    const second = await page(here);
    expect(second).not.toContain('PRIVATE KEY');
    expect(second).not.toContain('base64,');
    await post(`${path}/keys/delete?${project}`, { keyId: file.private_key_id });
    expect(await page(here)).toContain('No keys yet.');
  });

  it('wants an ID of its own, in Google’s form, and suggests one', async () => {
    await create();
    expect(await page(`${base}/create?${project}`)).toContain('name="id" value="mail-sender-2"');
    for (const id of ['mail-sender', 'short', 'With-Capitals']) {
      expect((await post(`${base}/create?${project}`, { name: 'x', id })).status).toBe(422);
    }
  });

  it('can be disabled and deleted', async () => {
    const here = await create();
    const [path = ''] = here.split('?');
    await post(`${path}/status?${project}`, { disable: 'yes' });
    expect(await page(`${base}?${project}`)).toContain('Disabled');
    await post(`${path}/delete?${project}`);
    expect((await fetch(`${sandbox.origin}${here}`)).status).toBe(404);
  });
});

describe('domain-wide delegation', () => {
  const here = '/admin-console/owl/domainwidedelegation?domain=northwind.example';
  const scopes = 'https://mail.google.com/,https://www.googleapis.com/auth/gmail.send';

  it('takes a client ID and comma-delimited scopes, replaces only when told, and deletes', async () => {
    expect((await post(here, { clientId: '1234', scopes })).status).toBe(303);
    const listed = await page(here);
    expect(listed).toContain('<code>1234</code>');
    expect(listed).toContain('<code class="scope-line">https://mail.google.com/</code>');
    const twice = await post(here, { clientId: '1234', scopes });
    expect([twice.status, await twice.text()]).toEqual([422, expect.stringContaining('already authorized')]);
    const overwrite = { clientId: '1234', scopes: 'https://mail.google.com/', overwrite: 'yes' };
    expect((await post(here, overwrite)).status).toBe(303);
    expect(await page(here)).not.toContain(
      '<code class="scope-line">https://www.googleapis.com/auth/gmail.send</code>',
    );
    await post('/admin-console/owl/domainwidedelegation/delete?domain=northwind.example', { clientId: '1234' });
    expect(await page(here)).toContain('No API client is authorized');
  });

  it('takes an e-mail address too, as Google does, but no unknown scope', async () => {
    const email = 'mail-sender@northwind-mail.iam.gserviceaccount.com';
    expect((await post(here, { clientId: email, scopes })).status).toBe(303);
    const wrong = await post(here, { clientId: '1', scopes: 'https://mail.google.com' });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('is not a valid OAuth scope')]);
  });
});

it('links from the providers block lead to pages that are there', async () => {
  const { mailbox, ...links } = sandbox.google.links;
  for (const link of Object.values(links)) expect([link, (await fetch(link)).status]).toEqual([link, 200]);
  expect((await fetch(mailbox.replace('{address}', 'dana@northwind.example'))).status).toBe(200);
  expect(await page('/mailbox')).toContain('Robin River');
});
