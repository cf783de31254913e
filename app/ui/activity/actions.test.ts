import { globSync, readFileSync } from 'node:fs';
import { createTranslator } from 'next-intl';
import { expect, it } from 'vitest';
import { messages } from '#app/ui/messages.ts';
import { type OpenTexts, sentenceOf } from './use-sentence.ts';

const root = new URL('../../../', import.meta.url).pathname;
const t = createTranslator({ locale: 'en', messages, namespace: 'console.activity' }) as unknown as OpenTexts;
const { action } = messages.console.activity;

/** The product's own code that writes into the audit log. */
const sources = globSync('lib/{accounts,connections}/**/*.ts', { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => readFileSync(`${root}${path}`, 'utf8'))
  .join('\n');
const all = (pattern: RegExp) => [...sources.matchAll(pattern)].map(([, name]) => `${name}`);

const told = Object.entries(action).flatMap(([thing, verbs]) => Object.keys(verbs).map((verb) => `${thing}.${verb}`));

/** The word `action:` with a `thing.verb` is used for nothing else. */
const written = all(/action: '([a-z_]+\.[a-z_]+)'/g);

it('has a sentence for every act that is written into the log, and for no other', () => {
  expect(written.length).toBeGreaterThan(15);
  expect(told.toSorted()).toEqual([...new Set(written)].toSorted());
});

it.each(told)('reads on from a name, with what was acted upon: %s', (name) => {
  const sentence = t(`action.${name}`, { target: 'reports@contoso.example' });
  expect(sentence).toMatch(/^\p{Ll}[^{}]*[^.{}]$/u);
  if (!name.startsWith('session.')) expect(sentence).toContain('reports@contoso.example');
});

it('names every part of the product that acts for somebody unknown, and no other', () => {
  const parts = all(/kind: 'system', name: '(\w+)'/g);
  expect(Object.keys(messages.console.activity.actor.system).toSorted()).toEqual([...new Set(parts)].toSorted());
});

it.each([
  ['sign_in', 'session.refused', 'user', 'Someone tried to sign in as reports@contoso.example and was refused'],
  ['set_up', 'tenant.created', 'tenant', 'Someone with the set-up code set up reports@contoso.example'],
])('tells what came of it without naming a key: %s', (name, action, kind, sentence) => {
  const { actor, act } = sentenceOf(t, {
    id: '1',
    at: '2026-01-01T00:00:00Z',
    actor: { kind: 'system', id: null, name },
    action,
    target: { kind, id: 'x' },
    targetName: 'reports@contoso.example',
    ip: null,
    details: {},
  });
  expect(`${actor} ${act}`).toBe(sentence);
});
