import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { consentProblem } from '#lib/strings/en/console.json' with { type: 'json' };
import { consentReason, consentReasons } from './consent-reasons.ts';

const sentences: Record<string, unknown> = consentProblem;

it.each(consentReasons)('has a title, a why and a next step: %s', (reason) => {
  expect(consentReason(reason)).toBe(reason);
  expect(sentences[reason]).toEqual({
    title: expect.stringMatching(/^\p{Lu}.*[^.]$/u),
    why: expect.stringMatching(/^\p{Lu}.*\.$/u),
    next: expect.stringMatching(/^\p{Lu}.*\.$/u),
  });
});

it('knows every reason that the end of a trip can give, and no other', () => {
  const source = readFileSync(new URL('../../lib/connections/finish-consent.ts', import.meta.url), 'utf8');
  const given = new Set([...source.matchAll(/'(consent_\w+)'/g)].map(([, reason]) => reason));
  expect([...given].toSorted()).toEqual(consentReasons.toSorted());
  const told = Object.keys(sentences).filter((key) => key.startsWith('consent_'));
  expect(told.toSorted()).toEqual(consentReasons.toSorted());
});

it.each([
  undefined,
  '',
  'consent_',
  'CONSENT_EXPIRED',
  'toString',
  '__proto__',
  ['consent_expired', 'consent_replayed'],
])('takes anything else for unknown: %j', (text) => {
  expect(consentReason(text)).toBe('consent_unknown');
});
