import { describe, expect, it } from 'vitest';
import { issuersOf } from './discover-at.ts';
import { discoverAt } from './index.ts';

/** A web server that has these documents, by address; the addresses that were asked are kept. */
function serving(documents: Record<string, object>) {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    const document = documents[url];
    return document ? Response.json(document) : new Response('', { status: 404 });
  };
  return { asked, fetch };
}

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
  ])('%s is of %s, or of %s', (url, first, other) => expect(issuersOf(url)).toEqual([first, other]));

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

  it('is read at RFC 8414’s place too', async () => {
    const place = 'https://login.example/.well-known/oauth-authorization-server/a';
    const { fetch } = serving({ [place]: of('https://login.example/a') });
    expect(await discoverAt({ url: place, fetch })).toMatchObject({ issuer: 'https://login.example/a' });
  });

  it('is refused whose document names another issuer (O5)', async () => {
    const { fetch } = serving({ [wellKnown]: of('https://evil.example') });
    await expect(discoverAt({ url: wellKnown, fetch })).rejects.toMatchObject({
      name: 'OAuthRefusal',
      reply: { code: 'issuer_mismatch', text: expect.stringContaining('https://evil.example') },
    });
  });
});
