import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { consentProblem } from '#lib/strings/en/console.json' with { type: 'json' };
import { consentReason, consentReasons, requestIdOf } from './consent-reasons.ts';

const sentences: Record<string, unknown> = consentProblem;

it.each([...consentReasons, 'unexpected'])('has a title, a why and a next step: %s', (reason) => {
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

it('shows a request id and nothing else that somebody put into an address', () => {
  const id = '0b8f9c1e-3d1f-4c55-9f6a-2f9b6f1c7a10';
  expect(requestIdOf(id)).toBe(id);
  const strange = [undefined, '', 'call 555-0100', `${id} call 555-0100`, `${id}\n${id}`, [id, id]];
  expect(strange.map(requestIdOf)).toEqual(strange.map(() => null));
});
