import { expect, it } from 'vitest';
import { classify } from '#lib/providers/classify.ts';
import recorded from '#lib/providers/recorded-replies/custom.json' with { type: 'json' };
import type { Recorded } from '#lib/testing/recorded-replies.ts';
import { oauthReplies } from './oauth.ts';
import { ownRefusals } from './own-refusals.ts';

const all = recorded as Recorded[];
const replies = [...oauthReplies, ...ownRefusals];

it.each(all.map((one) => [one.row, one] as const))('any server’s reply %s', (_row, { row, class: one, reply }) => {
  expect(classify({ replies }, reply)).toEqual({ code: row, class: one });
});

it('stands on record for every row, and no row hides another one', () => {
  const hit = new Set(all.map(({ reply }) => replies.findIndex((row) => row.matches(reply))));
  expect(oauthReplies.filter((_row, index) => !hit.has(index)).map((row) => row.code)).toEqual([]);
});
