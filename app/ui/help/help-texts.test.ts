import { describe, expect, it, vi } from 'vitest';
import { deadlines } from '#lib/providers/index.ts';
import { isAnyServer, providerIds, providerRules } from '#lib/providers/schema.ts';
import deadline from '#lib/strings/en/deadline.json' with { type: 'json' };
import help from '#lib/strings/en/help.json' with { type: 'json' };
import { helpTopics } from './topics.ts';

// The configuration asks for a database that nothing here uses.
vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/none');
vi.stubEnv('MAILGRANT_KEYS', `k1:${'A'.repeat(43)}=`);

/** A text under a path of keys that are data; undefined where there is none. */
function textAt(...path: string[]): unknown {
  return path.reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], help);
}

it.each(helpTopics)('answers a question under an anchor of its own: %s', (topic) => {
  expect(textAt('topic', topic, 'title')).toMatch(/^.{10,}$/);
  expect(textAt('topic', topic, 'text')).toMatch(/^<p>.+<\/p>$/);
  expect(topic).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

/** Those of which more is told than their data says: then all of it, for each. Of any server little can be told. */
const known = providerIds.filter((id) => textAt('provider', id) !== undefined && !isAnyServer(id));
const any = providerIds.filter((id) => isAnyServer(id));

it.each(any)('of %s it tells what holds for any such server, and names no page', (id) => {
  for (const key of ['servers', 'consent', 'takeAway']) expect(textAt('provider', id, key)).toMatch(/\.$/);
  expect(textAt('provider', id, 'takeAwayLink')).toBeUndefined();
});

it.each(any.filter((id) => providerRules[id].hasOwnRedirect))(
  'of %s it tells that each connection has a redirect URL of its own',
  (id) => expect(textAt('provider', id, 'redirect')).toContain('{url}'),
);

it('tells it of every provider that is more than data, and of none that nobody knows', () => {
  const coded = providerIds.filter((id) => !isAnyServer(id) && !providerRules[id].oauthMail);
  expect(known).toEqual(expect.arrayContaining(coded));
  expect(Object.keys(help.provider).toSorted()).toEqual([...known, ...any].toSorted());
});

describe.each(known)('of %s', (id) => {
  it.each(['existing', 'mismatch', 'refreshEnds', 'application', 'takeAway'])(
    'it tells what only it knows: %s',
    (key) => expect(textAt('provider', id, key)).toMatch(/\.$/),
  );

  it('it says for each way of sending whether it can read mail', () =>
    expect(
      providerRules[id].transports.filter(
        (transport) => typeof textAt('provider', id, 'reads', transport) !== 'string',
      ),
    ).toEqual([]));

  it('its page to take access away is https', () =>
    expect(textAt('provider', id, 'takeAwayLink')).toMatch(/^https:\/\/[a-z.]+\//));
});

it.each(deadlines.map(({ id }) => id))('has a sentence for the deadline %s, which names its day', (id) =>
  expect((deadline.of as Record<string, string>)[id]).toMatch(/\{when\}/),
);

it('has no sentence that nobody says', () => {
  expect(Object.keys(help.topic).toSorted()).toEqual([...helpTopics].toSorted());
  expect(Object.keys(deadline.of).toSorted()).toEqual(deadlines.map(({ id }) => id).toSorted());
});
