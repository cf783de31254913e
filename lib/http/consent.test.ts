import { describe, expect, it, vi } from 'vitest';
import { createAuthorization } from '#lib/oauth/index.ts';
import { aRequest } from '#lib/testing/a-request.ts';
import { consentBrowser, consentCallback } from './consent.ts';

const name = '__Host-mailgrant.consent';
const withCookie = (value: string) => aRequest('/', { headers: { cookie: `other=1; ${name}=${value}` } });

describe('the cookie that ties a trip to the consent screen to one browser (O3)', () => {
  it('goes to this host only, by https only, out of reach of scripts and of other sites, as long as a trip', () => {
    const { token, cookie } = consentBrowser(aRequest('/'));
    const [pair, ...attributes] = cookie.split('; ');
    expect(pair).toBe(`${name}=${token}`);
    // `__Host-` is refused by browsers without Secure and Path=/, and with a Domain. Lax: the way back from the
    // provider is a navigation from another site, to which Strict would not send it.
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Max-Age=600', 'Path=/', 'SameSite=Lax', 'Secure']);
  });

  it('is 256 random bits, in 1,000 browsers never the same twice', () => {
    const tokens = Array.from({ length: 1_000 }, () => consentBrowser(aRequest('/')).token);
    expect(new Set(tokens).size).toBe(1_000);
    for (const token of tokens) {
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    }
    // A counter or a clock in disguise would leave bits that hardly ever change.
    const ones = Array.from({ length: 256 }, () => 0);
    for (const token of tokens) {
      const bytes = Buffer.from(token, 'base64url');
      for (const [bit, count] of ones.entries()) ones[bit] = count + (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1);
    }
    expect(Math.min(...ones)).toBeGreaterThan(380);
    expect(Math.max(...ones)).toBeLessThan(620);
  });

  it('stays the browser’s own over many trips', () => {
    const { token } = consentBrowser(aRequest('/'));
    const again = consentBrowser(withCookie(token));
    expect(again.token).toBe(token);
    expect(again.cookie).toContain(`${name}=${token};`);
  });

  it.each([
    '',
    'A',
    'A'.repeat(42),
    'A'.repeat(44),
    `${'A'.repeat(42)};`,
    `${'A'.repeat(42)}.`,
    `${'A'.repeat(42)}%0A`,
  ])('is made anew where it cannot be ours: %j', (value) => {
    const { token, cookie } = consentBrowser(withCookie(value));
    expect(token).not.toBe(value);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(cookie).toContain(`${name}=${token};`);
  });

  it('does not follow from the state, nor the state from it', async () => {
    const { token, cookie } = consentBrowser(aRequest('/'));
    const server = { issuer: 'https://login.example', authorizationEndpoint: 'https://login.example/authorize' };
    const begin = () =>
      createAuthorization({
        server: { ...server, tokenEndpoint: 'https://login.example/token' },
        clientId: 'client',
        redirectUri: 'http://localhost:3000/oauth/callback/microsoft',
        scopes: ['openid'],
      });
    // One browser, two trips: one cookie, two states, and what the provider sees holds nothing of the cookie.
    const [first, second] = [await begin(), await begin()];
    expect(first.state).not.toBe(second.state);
    for (const { state, url } of [first, second]) {
      expect(state).not.toBe(token);
      expect(url).not.toContain(token);
      expect(cookie).not.toContain(state);
      expect(consentBrowser(aRequest(`/?state=${state}`)).token).not.toBe(
        consentBrowser(aRequest(`/?state=${state}`)).token,
      );
    }
  });

  it('comes back as it went, or not at all', async () => {
    const { token } = consentBrowser(aRequest('/'));
    vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/none');
    expect((await consentCallback(withCookie(token))).browserToken).toBe(token);
    expect((await consentCallback(aRequest('/'))).browserToken).toBeNull();
  });
});
