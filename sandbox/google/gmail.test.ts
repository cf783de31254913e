import { gmail as gmailClient } from 'googleapis/build/src/apis/gmail/index.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GoogleClientKeys } from '#sandbox/control/google-control.ts';
import { deepMessage } from '#sandbox/testing/deep-message.ts';
import { fullScope, gmailScope, googleRedirectUri, googleTokensFor } from '#sandbox/testing/google-sign-in.ts';
import { runSandbox } from '#sandbox/testing/running.ts';

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

const tokenOf = async (scope = gmailScope, who = reports): Promise<string> =>
  String((await googleTokensFor(sandbox, keys, who, { scope, more: { prompt: 'consent' } })).json.access_token);

const message = (headers: Record<string, string> = {}): string =>
  Object.entries({
    From: 'Northwind Reports <reports@northwind.example>',
    To: 'dana@northwind.example',
    Subject: 'Hi',
    'Message-ID': '<a@mailgrant.test>',
    ...headers,
  })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
    .concat('\r\nHello\r\n');

type Reply = { status: number; json: Record<string, unknown> };
async function call(path: string, token: string, body?: string, type = 'application/json'): Promise<Reply> {
  const response = await fetch(`${sandbox.google.gmailUrl}${path}`, {
    headers: { 'content-type': type, ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body === undefined ? {} : { method: 'POST', body }),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}
const send = (token: string, raw = message(), user = 'me'): Promise<Reply> =>
  call(`/gmail/v1/users/${user}/messages/send`, token, JSON.stringify({ raw: Buffer.from(raw).toString('base64url') }));
const inbox = (address = 'dana@northwind.example') => sandbox.control.messages(address);

describe('sending', () => {
  it('takes raw base64url and answers with the ids', async () => {
    const { status, json } = await send(await tokenOf());
    expect(status).toBe(200);
    expect(json).toEqual({ id: expect.stringMatching(/^[0-9a-f]{16}$/), threadId: json.id, labelIds: ['SENT'] });
    expect(await inbox()).toMatchObject([
      { subject: 'Hi', via: 'gmail', text: 'Hello\n', messageId: '<a@mailgrant.test>' },
    ]);
    expect(await inbox(reports.account)).toMatchObject([{ folder: 'sent' }]);
  });

  it('knows the mailbox by its address too, and no other', async () => {
    const token = await tokenOf();
    expect((await send(token, message(), 'reports@northwind.example')).status).toBe(200);
    const { status, json } = await send(token, message(), 'dana@northwind.example');
    expect(status).toBe(403);
    expect(json).toMatchObject({ error: { message: 'Delegation denied for dana@northwind.example' } });
  });

  it('takes uploads: the message itself, and multipart/related as Google’s own client sends it', async () => {
    const token = await tokenOf();
    const plain = await call(
      '/upload/gmail/v1/users/me/messages/send?uploadType=media',
      token,
      message(),
      'message/rfc822',
    );
    expect(plain.status).toBe(200);
    const client = gmailClient({ version: 'v1' });
    // For uploads the client reads the root from the call alone.
    const rootUrl = `${sandbox.google.gmailUrl}/`;
    const options = { rootUrl, headers: { authorization: `Bearer ${token}` } };
    const media = { mimeType: 'message/rfc822', body: message({ Subject: 'Uploaded' }) };
    const uploaded = await client.users.messages.send({ userId: 'me', requestBody: {}, media }, options);
    expect(uploaded.data.labelIds).toEqual(['SENT']);
    const raw = Buffer.from(message({ Subject: 'By client' })).toString('base64url');
    await client.users.messages.send({ userId: 'me', requestBody: { raw } }, options);
    expect((await inbox()).map(({ subject }) => subject).sort()).toEqual(['By client', 'Hi', 'Uploaded']);
    expect((await inbox())[0]?.text).toBe('Hello\n');
  });

  it('replaces a From that is not the account’s, and leaves a verified alias alone', async () => {
    const token = await tokenOf();
    await send(token, message({ From: '"The Boss" <boss@elsewhere.example>', Subject: 'Replaced' }));
    const [replaced] = await inbox();
    expect(replaced?.from).toBe('The Boss <reports@northwind.example>');
    expect(replaced?.headers['x-google-original-from']).toBe('"The Boss" <boss@elsewhere.example>');
    await send(token, message({ From: 'sales@northwind.example' }));
    const [alias] = await inbox();
    expect(alias?.from).toBe('sales@northwind.example');
    await send(token, message({ From: '' }));
    expect((await inbox())[0]?.from).toBe('reports@northwind.example');
  });

  it('delivers to Bcc without showing it', async () => {
    await send(await tokenOf(), message({ Bcc: 'hidden@elsewhere.example' }));
    expect(await inbox('hidden@elsewhere.example')).toHaveLength(1);
    expect((await inbox())[0]?.headers.bcc).toBeUndefined();
  });

  it('takes a message larger than Graph would', async () => {
    const raw = `${message()}${'x'.repeat(6_000_000)}`;
    expect((await send(await tokenOf(), raw)).status).toBe(200);
  });
});

describe('refusals', () => {
  const expectFault = ({ status, json }: Reply, wanted: number, reason: string, text: string | RegExp) => {
    expect(status).toBe(wanted);
    expect(json).toMatchObject({ error: { code: wanted, errors: [{ reason }] } });
    expect((json.error as { message: string }).message).toMatch(text);
    return json.error as { status: string; details?: Record<string, unknown>[]; errors: Record<string, unknown>[] };
  };

  it('of a message nested deeper than anyone reads', async () => {
    const deep = deepMessage(['To: dana@northwind.example']).toString();
    expectFault(await send(await tokenOf(), deep), 400, 'invalidArgument', 'Invalid MIME message');
  });

  it('of the token: none, or not in force', async () => {
    expectFault(await send(''), 401, 'required', /missing required authentication/);
    const error = expectFault(await send('ya29.nonsense'), 401, 'authError', /invalid authentication credentials/);
    expect(error.status).toBe('UNAUTHENTICATED');
    expect(error.errors[0]).toMatchObject({ message: 'Invalid Credentials', location: 'Authorization' });
  });

  it('of the project: Gmail API not enabled, with the page that enables it', async () => {
    const token = await tokenOf();
    sandbox.control.google.changeProject('Northwind', { gmailApi: false });
    const text =
      /^Gmail API has not been used in project 482915370164 before or it is disabled\. Enable it by visiting http/;
    const error = expectFault(await send(token), 403, 'accessNotConfigured', text);
    expect(error.details?.[0]).toMatchObject({
      reason: 'SERVICE_DISABLED',
      metadata: { consumer: 'projects/482915370164' },
    });
    const metadata = error.details?.[0]?.metadata as { activationUrl: string } | undefined;
    expect(await (await fetch(metadata?.activationUrl ?? '')).text()).toContain(
      '<button class="primary" name="enable" value="yes">Enable',
    );
  });

  it('of the scope, for sending and for the profile', async () => {
    const error = expectFault(
      await send(await tokenOf('openid email')),
      403,
      'insufficientPermissions',
      /insufficient/,
    );
    expect(error.details?.[0]).toMatchObject({ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' });
    const path = '/gmail/v1/users/me/profile';
    expectFault(await call(path, await tokenOf()), 403, 'insufficientPermissions', /insufficient/);
    const { status, json } = await call(path, await tokenOf(fullScope));
    expect([status, json.emailAddress]).toEqual([200, reports.account]);
  });

  it('of the mailbox: there is none', async () => {
    const token = await tokenOf(gmailScope, { account: 'door@northwind.example' });
    expectFault(await send(token), 400, 'failedPrecondition', 'Mail service not enabled');
  });

  it('of the message', async () => {
    const token = await tokenOf();
    expectFault(await send(token, message({ To: '' })), 400, 'invalidArgument', 'Recipient address required');
    expectFault(await send(token, message({ To: 'human@f' })), 400, 'invalidArgument', 'Invalid To header');
    expectFault(await send(token, message({ Cc: 'nobody' })), 400, 'invalidArgument', 'Invalid Cc header');
    const post = (body: string) => call('/gmail/v1/users/me/messages/send', token, body);
    expectFault(await post('{}'), 400, 'invalidArgument', /'raw' RFC822 payload message string/);
    expectFault(await post('{"raw":"***"}'), 400, 'invalidArgument', /Base64 decoding failed/);
    expectFault(await post('{'), 400, 'parseError', /Invalid JSON/);
    expect(await inbox()).toEqual([]);
  });

  it('of an address that Gmail does not have', async () => {
    expectFault(await call('/gmail/v1/users/me/nonsense', await tokenOf()), 404, 'notFound', /not found/);
  });
});
