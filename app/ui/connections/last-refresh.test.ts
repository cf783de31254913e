import { expect, it } from 'vitest';
import { lastRefreshOf } from './last-refresh.ts';

const consent = '2026-11-22T15:20:00.123Z';
const later = '2026-11-22T16:05:00.000Z';

it.each([
  ['never, while nothing was had', null, null, null],
  ['never, right after the consent', consent, consent, null],
  ['the renewal after the consent', consent, later, later],
  ['never, right after a second consent', later, consent, null],
  ['the last token, where no person consents', null, later, later],
])('%s', (_what, consentedAt, lastRefreshAt, shown) => {
  expect(lastRefreshOf({ consentedAt, lastRefreshAt })).toBe(shown);
});
