import { globSync, readFileSync } from 'node:fs';
import { createTranslator } from 'next-intl';
import { expect, it } from 'vitest';
import { messages } from '#app/ui/messages.ts';

const root = new URL('../../../', import.meta.url).pathname;
const { action } = messages.console.activity;

const told = Object.entries(action).flatMap(([thing, verbs]) => Object.keys(verbs).map((verb) => `${thing}.${verb}`));

/** Whatever the product writes into the audit log: the word `action:` with a `thing.verb` is used for nothing else. */
const written = globSync('lib/{accounts,connections}/**/*.ts', { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .flatMap((path) => [...readFileSync(`${root}${path}`, 'utf8').matchAll(/action: '([a-z_]+\.[a-z_]+)'/g)])
  .map(([, name]) => `${name}`);

it('has a sentence for every act that is written into the log, and for no other', () => {
  expect(written.length).toBeGreaterThan(15);
  expect(told.toSorted()).toEqual([...new Set(written)].toSorted());
});

it.each(told)('reads on from a name, with what was acted upon: %s', (name) => {
  const t = createTranslator({ locale: 'en', messages, namespace: 'console.activity.action' }) as unknown as (
    key: string,
    values: Record<string, string>,
  ) => string;
  const sentence = t(name, { target: 'reports@contoso.example' });
  expect(sentence).toMatch(/^\p{Ll}[^{}]*[^.{}]$/u);
  if (!name.startsWith('session.')) expect(sentence).toContain('reports@contoso.example');
});
