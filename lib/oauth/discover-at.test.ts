import { describe, expect, it } from 'vitest';
import { EgressError } from '#lib/egress/index.ts';
import { readPlace } from './discover-at.ts';
import { discoverAt, type OAuthRefusal } from './index.ts';

type Answer = () => Response | Promise<Response>;

/** A web server that has these documents, by address, and answers so elsewhere; the addresses that were asked are kept. */
function serving(documents: Record<string, object>, elsewhere: Answer = () => new Response('', { status: 404 })) {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    const document = documents[url];
    return document ? Response.json(document) : elsewhere();
  };
  return { asked, fetch };
}

const page = (status: number) => () => new Response('<html>', { status, headers: { 'content-type': 'text/html' } });

/** What servers answer at an address that is none of theirs. */
const elsewhere: [string, Answer][] = [
  ['404', page(404)],
  ['403', page(403)],
  ['400', page(400)],
  ['405', page(405)],
  ['a page', page(200)],
  ['other JSON', () => Response.json({ status: 'UP' })],
  ['an error in JSON', () => Response.json({ error: 'not_found' }, { status: 400 })],
  ['503', page(503)],
  [
    'a redirect, which egress refuses',
    () => Promise.reject(new EgressError({ protocol: 'network', code: 'EREDIRECT', status: 302, text: 'moved' }, true)),
  ],
];

const of = (issuer: string) => ({
  issuer,
  authorization_endpoint: 'https://login.example/authorize',
  token_endpoint: 'https://login.example/token',
});
const wellKnown = 'https://login.example/.well-known/openid-configuration';

describe('a discovery URL', () => {
  it.each([
    [wellKnown, 'https://login.example', 'https://login.example/'],
    ['https://login.example', 'https://login.example', 'https://login.example/'],
    ['https://login.example/', 'https://login.example/', 'https://login.example'],
    ['https://login.example/a/.well-known/openid-configuration', 'https://login.example/a', 'https://login.example/a/'],
    [
      'https://login.example/.well-known/oauth-authorization-server/a',
      'https://login.example/a',
      'https://login.example/a/',
    ],
    ['https://login.example/.well-known/openid-configuration/a', 'https://login.example/a', 'https://login.example/a/'],
    [
      'https://login.example/a/.well-known/oauth-authorization-server/',
      'https://login.example/a/',
      'https://login.example/a',
    ],
  ])('%s is of %s, or of %s', (url, first, other) => expect(readPlace(url).issuers).toEqual([first, other]));

  it.each([
    'https://login.example/a/.well-known/openid-configuration/b',
    'https://login.example/.well-known/openid-configurations',
  ])('%s is none: it is read as an issuer', (url) => {
    expect(readPlace(url)).toEqual({ isPlace: false, issuers: [url, `${url}/`] });
  });

  it.each(['https://login.example', 'https://login.example/'])(
    'leads to the issuer that is meant: %s',
    async (issuer) => {
      const { fetch } = serving({ [wellKnown]: of(issuer) });
      expect(await discoverAt({ url: wellKnown, fetch })).toMatchObject({
        issuer,
        tokenEndpoint: 'https://login.example/token',
      });
    },
  );

  it.each([
    'https://login.example/.well-known/oauth-authorization-server/a',
    'https://login.example/.well-known/openid-configuration/a',
    'https://login.example/a/.well-known/openid-configuration',
    'https://login.example/a/.well-known/oauth-authorization-server',
  ])('is asked itself, and nothing else where it has the document: %s', async (place) => {
    const { fetch, asked } = serving({ [place]: of('https://login.example/a') }, page(500));
    expect(await discoverAt({ url: place, fetch })).toMatchObject({ issuer: 'https://login.example/a' });
    expect(asked).toEqual([place]);
  });

  it('leads to the other places of its issuer where it has nothing', async () => {
    const place = 'https://login.example/a/.well-known/openid-configuration';
    const other = 'https://login.example/.well-known/oauth-authorization-server/a';
    const { fetch, asked } = serving({ [other]: of('https://login.example/a') });
    expect(await discoverAt({ url: place, fetch })).toMatchObject({ issuer: 'https://login.example/a' });
    expect(asked).toEqual([place, other]);
  });

  it('is refused whose document names another issuer (O5)', async () => {
    const { fetch } = serving({ [wellKnown]: of('https://evil.example') });
    await expect(discoverAt({ url: wellKnown, fetch })).rejects.toMatchObject({
      name: 'OAuthRefusal',
      reply: { code: 'issuer_mismatch', text: expect.stringContaining('https://evil.example') },
    });
  });
});

describe.each(elsewhere)('an issuer whose server answers %s elsewhere', (_what, answer) => {
  const issuer = 'https://login.example/a';

  it.each([
    'https://login.example/a/.well-known/openid-configuration',
    'https://login.example/.well-known/oauth-authorization-server/a',
    'https://login.example/.well-known/openid-configuration/a',
  ])('is read at %s', async (place) => {
    const { fetch } = serving({ [place]: of(issuer) }, answer);
    expect(await discoverAt({ url: issuer, fetch })).toMatchObject({ issuer });
  });

  it('is refused where there is no document, by what the first place answered', async () => {
    const { fetch, asked } = serving({}, answer);
    const { reply } = await discoverAt({ url: issuer, fetch }).then(
      () => expect.unreachable(),
      (error: OAuthRefusal) => error,
    );
    expect(reply.code).not.toBe('issuer_mismatch');
    expect(asked).toHaveLength(3);
  });
});

it('says which address answered what, where there is no document', async () => {
  const { fetch } = serving({}, page(403));
  await expect(discoverAt({ url: wellKnown, fetch })).rejects.toMatchObject({
    name: 'OAuthRefusal',
    reply: { status: 403, text: `No discovery document: ${wellKnown} answered HTTP 403 (text/html).` },
  });
});

it('takes an outage for no absence: it may be where a document is', async () => {
  const { fetch } = serving({}, page(503));
  await expect(discoverAt({ url: wellKnown, fetch })).rejects.toMatchObject({
    name: 'OAuthNoAnswer',
    presented: false,
  });
});
