import { beforeEach, describe, expect, it } from 'vitest';
import { deepMessage } from '#sandbox/testing/deep-message.ts';
import { givenSandbox, redirectUri, reports } from '#sandbox/testing/given-sandbox.ts';
import { postToken, smtpScope, tokensFor } from '#sandbox/testing/sign-in.ts';

const given = givenSandbox();

let token: string;

beforeEach(async () => {
  token = String((await tokensFor(given.sandbox, given.keys, reports, { redirectUri })).json.access_token);
});

function send(body: string, contentType: string, path = 'me', bearer = token): Promise<Response> {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': contentType, 'client-request-id': 'mine' };
  return fetch(`${given.sandbox.providers.microsoft.graphUrl}/v1.0/${path}/sendMail`, {
    method: 'POST',
    headers,
    body,
  });
}

const to = (address: string): object => ({ emailAddress: { address } });
const json = (message: object, more: object = {}): string =>
  JSON.stringify({
    message: {
      subject: 'Numbers',
      body: { contentType: 'HTML', content: '<p>Hello</p>' },
      toRecipients: [to('alex@contoso.example')],
      ...message,
    },
    ...more,
  });

async function expectFault(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  const body = (await response.json()) as { error: { code: string; innerError: Record<string, string> } };
  expect(body.error.code).toBe(code);
  expect(body.error.innerError['request-id']).toBe(response.headers.get('request-id'));
  expect(body.error.innerError['client-request-id']).toBe('mine');
}

async function appToken(permissions: string[], directory?: string): Promise<string> {
  const daemon = given.registerDaemon(permissions, directory);
  const scope = 'https://graph.microsoft.com/.default';
  return String(
    (await postToken(given.sandbox, daemon, { grant_type: 'client_credentials', scope })).json.access_token,
  );
}

const mime = [
  'From: Contoso Reports <reports@contoso.example>',
  'To: alex@contoso.example, someone@elsewhere.example',
  'Bcc: admin@contoso.example',
  'Subject: =?utf-8?B?w5xiZXJzaWNodA==?=',
  'Message-ID: <one@mailgrant.test>',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Line one.',
  '',
].join('\r\n');

describe('sendMail', () => {
  it('takes JSON with 202 and no body, and puts the message into both mailboxes', async () => {
    const attachments = [{ name: 'a.csv', contentType: 'text/csv', contentBytes: btoa('a;b') }];
    const response = await send(json({ attachments }), 'application/json');
    expect(response.status).toBe(202);
    expect(await response.text()).toBe('');
    expect(response.headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const [message] = await given.sandbox.control.messages('alex@contoso.example');
    expect(message).toMatchObject({ subject: 'Numbers', folder: 'inbox', via: 'graph', html: '<p>Hello</p>\n' });
    expect(message?.from).toBe('Contoso Reports <reports@contoso.example>');
    expect(message?.attachments).toEqual([{ filename: 'a.csv', contentType: 'text/csv', bytes: 3 }]);
    const [sent] = await given.sandbox.control.messages('reports@contoso.example');
    expect(sent).toMatchObject({ subject: 'Numbers', folder: 'sent' });
  });

  it('keeps the copy out of Sent Items when told to', async () => {
    await send(json({}, { saveToSentItems: false }), 'application/json');
    expect(await given.sandbox.control.messages('reports@contoso.example')).toEqual([]);
  });

  it('takes MIME in base64, keeps its Message-ID, and delivers Bcc without saying so', async () => {
    const response = await send(Buffer.from(mime).toString('base64'), 'text/plain');
    expect(response.status).toBe(202);
    for (const address of ['alex@contoso.example', 'admin@contoso.example', 'someone@elsewhere.example']) {
      const [message] = await given.sandbox.control.messages(address);
      expect(message).toMatchObject({ subject: 'Übersicht', messageId: '<one@mailgrant.test>', folder: 'inbox' });
      expect(message?.headers.bcc).toBeUndefined();
    }
    const [sent] = await given.sandbox.control.messages('reports@contoso.example');
    expect(sent?.headers.bcc).toBe('admin@contoso.example');
  });

  it('says what is wrong with a message', async () => {
    await expectFault(await send('not base64!', 'text/plain'), 400, 'ErrorMimeContentInvalidBase64String');
    const deep = deepMessage(['To: alex@contoso.example']).toString('base64');
    await expectFault(await send(deep, 'text/plain'), 400, 'ErrorMimeContentInvalid');
    await expectFault(await send('{', 'application/json'), 400, 'BadRequest');
    await expectFault(await send(json({ toRecipients: [] }), 'application/json'), 400, 'ErrorInvalidRecipients');
    const header = [{ name: 'List-Unsubscribe', value: 'x' }];
    await expectFault(
      await send(json({ internetMessageHeaders: header }), 'application/json'),
      400,
      'InvalidInternetMessageHeader',
    );
    const large = json({ body: { contentType: 'Text', content: 'x'.repeat(4 * 1024 * 1024) } });
    await expectFault(await send(large, 'application/json'), 413, 'RequestEntityTooLarge');
    const other = await send(json({ from: to('alex@contoso.example') }), 'application/json');
    await expectFault(other, 403, 'ErrorSendAsDenied');
  });
});

describe('the token', () => {
  it('must be one of Graph’s, in force', async () => {
    const fault = (bearer: string) => send(json({}), 'application/json', 'me', bearer);
    await expectFault(await fault('nonsense'), 401, 'InvalidAuthenticationToken');
    const outlook = await tokensFor(given.sandbox, given.keys, reports, { redirectUri, scope: smtpScope });
    await expectFault(await fault(String(outlook.json.access_token)), 401, 'InvalidAuthenticationToken');
    given.sandbox.control.setAccessTokenLifetime(-1);
    const expired = await tokensFor(given.sandbox, given.keys, reports, { redirectUri });
    await expectFault(await fault(String(expired.json.access_token)), 401, 'InvalidAuthenticationToken');
  });

  it('of a person opens that person’s mailbox only, and needs Mail.Send', async () => {
    expect((await send(json({}), 'application/json', 'users/Reports@contoso.example')).status).toBe(202);
    const others = await send(json({}), 'application/json', 'users/alex@contoso.example');
    await expectFault(others, 403, 'ErrorAccessDenied');
    const scope = 'openid https://graph.microsoft.com/User.Read';
    const reader = given.sandbox.control.createRegistration({
      directory: 'Contoso',
      name: 'Reader',
      redirectUris: [redirectUri],
    });
    const { json: tokens } = await tokensFor(given.sandbox, reader, reports, { redirectUri, scope });
    const unable = await send(json({}), 'application/json', 'me', String(tokens.access_token));
    await expectFault(unable, 403, 'ErrorAccessDenied');
  });

  it('of an application opens every mailbox of its directory, with the role', async () => {
    const able = await appToken(['Mail.Send']);
    expect((await send(json({}), 'application/json', 'users/reports@contoso.example', able)).status).toBe(202);
    await expectFault(await send(json({}), 'application/json', 'me', able), 400, 'BadRequest');
    const nobody = await send(json({}), 'application/json', 'users/nobody@contoso.example', able);
    await expectFault(nobody, 404, 'ErrorInvalidUser');
    const foreign = await send(json({}), 'application/json', 'users/newsletter@fabrikam.example', able);
    await expectFault(foreign, 404, 'ErrorInvalidUser');
    const without = await send(json({}), 'application/json', 'users/reports@contoso.example', await appToken([]));
    await expectFault(without, 403, 'ErrorAccessDenied');
  });
});

it('refuses more than four at once for one application and mailbox, and says when to come again', async () => {
  const responses = await Promise.all(Array.from({ length: 40 }, () => send(json({}), 'application/json')));
  const refused = responses.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every(({ headers }) => headers.get('retry-after') === '2')).toBe(true);
  await expectFault(refused[0] as Response, 429, 'ApplicationThrottled');
  const accepted = responses.filter(({ status }) => status === 202);
  expect(accepted.length + refused.length).toBe(40);
  expect(await given.sandbox.control.messages('alex@contoso.example')).toHaveLength(accepted.length);
});
