import { describe, expect, it } from 'vitest';
import { strangeTargets } from '#lib/testing/strange-targets.ts';
import { safeReturnTo } from './safe-return-to.ts';

const home = 'https://mail.contoso.com';

/** What a browser makes of a Location header. */
const landing = (location: string) => new URL(location, `${home}/sign-in`);

describe('where a person returns to after signing in (O7)', () => {
  it.each([
    '/',
    '/t/demo',
    '/t/demo/mail',
    '/t/demo/mail/connect/microsoft?connection=11111111-2222-3333-4444-555555555555',
    '/t/demo/mail/connections/11111111-2222-3333-4444-555555555555',
  ])('keeps %s', (path) => {
    expect(safeReturnTo(path)).toBe(path);
  });

  it('has at least 60 strange targets to refuse', () => {
    expect(new Set(strangeTargets).size).toBeGreaterThanOrEqual(60);
  });

  it.each(strangeTargets)('stays on this site for %j', (target) => {
    const safe = safeReturnTo(target);
    expect(landing(safe).origin).toBe(home);
    expect(safe).toBe('/');
  });

  it('would leave the site for many of them without the list', () => {
    const offSite = strangeTargets.filter((target) => URL.canParse(target, home) && landing(target).origin !== home);
    expect(offSite.length).toBeGreaterThan(30);
  });
});
