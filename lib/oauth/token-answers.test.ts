import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { egressFetch } from '#lib/egress/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { anIssuer, answer } from '#lib/testing/issuer.ts';
import { startWebServer } from '#lib/testing/web-server.ts';
import { OAuthNoAnswer, OAuthRefusal, refreshGrant, requestClientCredentials } from './index.ts';

const held = 'the-refresh-token-we-hold';

async function refreshAgainst(token: () => Response | Promise<Response>) {
  const issuer = await anIssuer();
  issuer.said.token = token;
  const { server, client, scopes, fetch } = issuer;
  return refreshGrant({ server, client, refreshToken: new Secret(held), scopes, fetch });
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );
const page = (status: number, headers = {}) =>
  new Response('<html>Sign in to the network</html>', { status, headers: { 'content-type': 'text/html', ...headers } });

describe('a good answer', () => {
  it('carries the new refresh token', async () => {
    const got = await refreshAgainst(() => Response.json(answer({ refresh_token: 'the-next-one' })));
    expect(got.refreshToken?.reveal()).toBe('the-next-one');
  });

  it.each([undefined, '', null, 7])(
    'leaves the refresh token out when it is %j, so that the old one is kept (O13)',
    async (it) => {
      const got = await refreshAgainst(() => Response.json(answer({ refresh_token: it })));
      expect(got).not.toHaveProperty('refreshToken');
    },
  );

  it.each([undefined, null, 'soon', 0, -5])('assumes an hour when expires_in is %j', async (expires_in) => {
    const before = Date.now();
    const got = await refreshAgainst(() => Response.json(answer({ expires_in })));
    expect(Math.round((got.expiresAt.getTime() - before) / 60_000)).toBe(60);
  });

  it.each([
    [172_800, 48],
    [1_000_000_000, 48],
    [100_000, 28],
  ])('believes an access token’s life of %d s to be %d h at most', async (expires_in, hours) => {
    const got = await refreshAgainst(() => Response.json(answer({ expires_in })));
    expect(Math.round((got.expiresAt.getTime() - Date.now()) / 3_600_000)).toBe(hours);
  });

  it('reads numbers written as text, and the end of a refresh token', async () => {
    const got = await refreshAgainst(() =>
      Response.json(answer({ expires_in: '4200', refresh_token_expires_in: 604_799 })),
    );
    expect(Math.round((got.expiresAt.getTime() - Date.now()) / 60_000)).toBe(70);
    expect(Math.round(((got.refreshTokenExpiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000)).toBe(7);
  });

  it('takes the scopes asked for when none are named (RFC 6749 §5.1)', async () => {
    const named = await refreshAgainst(() => Response.json(answer({ scope: 'Mail.Send  openid' })));
    expect(named.scopes).toEqual(['Mail.Send', 'openid']);
    const unnamed = await refreshAgainst(() => Response.json(answer({ scope: undefined })));
    expect(unnamed.scopes).toContain('https://graph.microsoft.com/Mail.Send');
  });

  it('is not lost to an ID token that nobody needs', async () => {
    const got = await refreshAgainst(() => Response.json(answer({ refresh_token: 'next', id_token: 'broken' })));
    expect(got.refreshToken?.reveal()).toBe('next');
  });
});

describe('a refusal', () => {
  it('keeps what Entra says: error, numbers, suberror, text', async () => {
    const body = {
      error: 'invalid_grant',
      error_description: 'AADSTS53003: Access has been blocked by Conditional Access policies. Trace ID: 1',
      error_codes: [53003],
      suberror: 'message_only',
    };
    const error = await failureOf(refreshAgainst(() => Response.json(body, { status: 400 })));
    expect(error).toBeInstanceOf(OAuthRefusal);
    expect((error as OAuthRefusal).reply).toEqual({
      protocol: 'oauth',
      status: 400,
      code: 'invalid_grant',
      numbers: [53003],
      suberror: 'message_only',
      text: body.error_description,
    });
  });

  it('keeps what Google says beside the error', async () => {
    const body = { error: 'invalid_grant', error_description: 'reauth related error', error_subtype: 'invalid_rapt' };
    const error = await failureOf(refreshAgainst(() => Response.json(body, { status: 400 })));
    expect((error as OAuthRefusal).reply).toMatchObject({ code: 'invalid_grant', suberror: 'invalid_rapt' });
  });

  it('finds the number in the text when the list is missing, and copes with a challenge beside the body', async () => {
    const body = { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' };
    const headers = { 'www-authenticate': 'Basic realm="x"' };
    const error = await failureOf(refreshAgainst(() => Response.json(body, { status: 401, headers })));
    expect(error).toMatchObject({ name: 'OAuthRefusal', reply: { status: 401, numbers: [7000215] } });
  });

  it('has a text even where the server gave it no description', async () => {
    const body = { error: 'invalid_grant', error_description: '' };
    const error = await failureOf(refreshAgainst(() => Response.json(body, { status: 400 })));
    expect(error).toMatchObject({ name: 'OAuthRefusal', reply: { code: 'invalid_grant', text: 'invalid_grant' } });
  });

  it('never repeats a secret that the server echoes', async () => {
    const body = { error: 'invalid_grant', error_description: `Bad token ${held} of the-client-secret-value` };
    const error = await failureOf(refreshAgainst(() => Response.json(body, { status: 400 })));
    expect(JSON.stringify(error)).not.toContain(held);
    expect((error as Error).message).toBe('invalid_grant: Bad token [redacted] of [redacted]');
  });

  it('never repeats what HTTP Basic makes of a secret', async () => {
    const { said, server, fetch } = await anIssuer();
    const secret = 'z8Q~aB.c-D_e~fG.h-I_j~kL';
    const signs = { '-': '%2D', _: '%5F', '.': '%2E', '~': '%7E' };
    const formEncoded = (text: string) => text.replaceAll(/[-_.~]/g, (sign) => signs[sign as keyof typeof signs]);
    const shown = btoa(`${formEncoded('the-client')}:${formEncoded(secret)}`);
    const body = { error: 'invalid_client', error_description: `Basic ${shown} is wrong` };
    said.token = () => Response.json(body, { status: 401 });
    const authentication = { method: 'client_secret_basic', secret: new Secret(secret) } as const;
    const client = { clientId: 'the-client', authentication };
    const error = await failureOf(requestClientCredentials({ server, client, scopes: [], fetch }));
    expect((error as Error).message).toBe('invalid_client: Basic [redacted] is wrong');
  });

  it.each([
    ['in error, without a description', { error: held }],
    ['in suberror', { error: 'invalid_grant', suberror: held }],
    ['form-encoded', { error: 'invalid_grant', error_description: held.replaceAll('-', '%2D') }],
    ['in base64', { error: 'invalid_grant', error_description: Buffer.from(`x:${held}`).toString('base64') }],
  ])('never repeats a secret that the server echoes %s', async (_how, body) => {
    const error = await failureOf(refreshAgainst(() => Response.json(body, { status: 400 })));
    expect(error).toBeInstanceOf(OAuthRefusal);
    const told = decodeURIComponent(JSON.stringify(error) + String(error));
    expect(told).not.toContain(held);
    expect(told).not.toContain(Buffer.from(`x:${held}`).toString('base64').slice(4, -4));
    expect(told).toContain('[redacted]');
  });

  it('keeps no more of a suberror than a word', async () => {
    const body = { error: 'invalid_grant', suberror: 'x'.repeat(10_000) };
    const error = (await failureOf(refreshAgainst(() => Response.json(body, { status: 400 })))) as OAuthRefusal;
    expect(error.reply.suberror).toHaveLength(200);
  });
});

describe('no answer', () => {
  const busy = { error: 'temporarily_unavailable', error_description: 'AADSTS90033: A transient error.' };

  it.each([
    ['429', () => page(429, { 'retry-after': '17' }), false],
    ['503', () => page(503, { 'retry-after': '17' }), false],
    ['503 with an OAuth error', () => Response.json(busy, { status: 503 }), false],
    ['500 with an OAuth error', () => Response.json(busy, { status: 500 }), false],
    ['500 without a word', () => page(500), true],
    ['a gateway’s 502', () => page(502), true],
    ['a gateway’s 504 with JSON', () => Response.json(busy, { status: 504 }), true],
    ['a gateway’s 304', () => new Response(null, { status: 304 }), false],
    ['a gateway’s 403', () => page(403), false],
    ['a gateway’s 404', () => page(404), false],
    ['a proxy’s 407', () => page(407), false],
    ['a proxy’s 413', () => page(413), false],
    ['400 with JSON of somebody else', () => Response.json({ error: { code: '400' } }, { status: 400 }), false],
    ['400 with an empty error', () => Response.json({ error: '' }, { status: 400 }), false],
    ['401 without a word', () => new Response('', { status: 401 }), false],
    ['a page with 200', () => page(200), true],
    ['a page with 203', () => page(203), true],
    ['JSON cut off', () => new Response('{"token_type":"Bearer","access_token":"access-secret', { status: 200 }), true],
    ['JSON that is no object', () => Response.json([answer({})]), true],
    ['no access token', () => Response.json(answer({ access_token: undefined })), true],
    ['another kind of token', () => Response.json(answer({ token_type: 'DPoP' })), true],
    ['no kind of token', () => Response.json(answer({ token_type: undefined })), true],
  ])('%s: the refresh token may be used up: %s', async (_what, token, presented) => {
    const error = await failureOf(refreshAgainst(token));
    expect(error).toBeInstanceOf(OAuthNoAnswer);
    expect(error).toMatchObject({ presented });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/access-|refresh-/);
  });

  it('carries Retry-After', async () => {
    const error = await failureOf(refreshAgainst(() => page(429, { 'retry-after': '17' })));
    expect(error).toMatchObject({ reply: { status: 429, retryAfterMs: 17_000 } });
  });
});

describe('over the network', () => {
  async function against(listener: RequestListener) {
    const web = await startWebServer(listener);
    allowEgress('127.0.0.1', web.port);
    const issuer = await anIssuer();
    const input = {
      server: { ...issuer.server, tokenEndpoint: `http://127.0.0.1:${web.port}/token` },
      client: issuer.client,
      scopes: issuer.scopes,
      fetch: (url: string, init: RequestInit) => egressFetch(url, { ...init, timeoutMs: 2_000 }),
    };
    return { web, input };
  }

  it('says the token may be used up when the answer is lost, and not when nobody listens', async () => {
    const { web, input } = await against((request) => request.on('end', () => request.socket.destroy()).resume());
    const refresh = () => failureOf(refreshGrant({ ...input, refreshToken: new Secret(held) }));

    expect(await refresh()).toMatchObject({ name: 'OAuthNoAnswer', presented: true });
    await web.close();
    expect(await refresh()).toMatchObject({ presented: false, reply: { protocol: 'network', code: 'ECONNREFUSED' } });
  });

  it.each([
    [200, 'ETOOLARGE', true],
    [302, 'EREDIRECT', false],
    [404, 'ETOOLARGE', false],
    [502, 'ETOOLARGE', true],
    [503, 'ETOOLARGE', false],
  ])(
    'judges what it does not read by its status: %d, %s: the refresh token may be used up: %s',
    async (status, code, presented) => {
      const { web, input } = await against((_request, response) =>
        response.writeHead(status, { location: 'https://elsewhere.example/' }).end('x'.repeat(2 * 1024 * 1024)),
      );
      const error = await failureOf(refreshGrant({ ...input, refreshToken: new Secret(held) }));
      expect(error).toMatchObject({ name: 'OAuthNoAnswer', presented, reply: { status, code } });
      await web.close();
    },
  );

  it('gets an application’s token, and no refresh token with it', async () => {
    const body = JSON.stringify(answer({}));
    const { web, input } = await against((_request, response) =>
      response.setHeader('content-type', 'application/json').end(body),
    );

    const got = await requestClientCredentials(input);
    expect(got.accessToken.reveal()).toMatch(/^access-/);
    expect(got.refreshToken).toBeUndefined();
    await web.close();
  });
});
