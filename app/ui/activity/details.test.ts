import { globSync, readFileSync } from 'node:fs';
import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { messages } from '#app/ui/messages.ts';
import { roles, scopes } from '#lib/accounts/context.ts';
import { grantKinds, overridesSchema, testOutcomeSchema, transports } from '#lib/connections/schema.ts';
import { detailTerm, detailText } from './details.ts';
import type { OpenTexts } from './use-sentence.ts';

const t = createTranslator({ locale: 'en', messages, namespace: 'console' }) as unknown as OpenTexts;
const root = new URL('../../../', import.meta.url).pathname;

const written = globSync('lib/{accounts,connections}/**/*.ts', { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => readFileSync(`${root}${path}`, 'utf8'))
  .join('\n');
const reasons = [...written.matchAll(/\bbecause: '([^']+)'/g)].map(([, reason]) => `${reason}`);
const secrets = [...written.matchAll(/\bclientSecret: '([^']+)'/g)].map(([, what]) => `${what}`);

describe('a value that is one of a few', () => {
  it.each<[string, readonly unknown[]]>([
    ['from', roles],
    ['role', roles],
    ['scopes', scopes],
    ['because', reasons],
    ['provider', ['microsoft']],
    ['grantKind', grantKinds],
    ['transport', transports],
    ['clientSecret', secrets],
    ['outcome', testOutcomeSchema.shape.kind.options],
    ['overrides.saveToSentItems', [true, false]],
  ])('is said in words: %s', (name, values) => {
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(detailText(t, name, value)).toMatch(/^\p{Lu}(?!.*_)/u);
  });
});

it('leaves alone what people named, and the addresses of servers', () => {
  expect(detailText(t, 'name', 'admin')).toBe('admin');
  expect(detailText(t, 'senderName', 'true')).toBe('true');
  expect(detailText(t, 'overrides.scopes', ['openid', 'https://graph.example/.default'])).toBe(
    'openid · https://graph.example/.default',
  );
  expect(detailText(t, 'overrides.caCertificate', '')).toBe('–');
  expect(detailText(t, 'clientSecretExpiresAt', null)).toBe('–');
  expect(detailText(t, 'times', 3)).toBe('3');
});

it('says several in one line', () => {
  expect(detailText(t, 'scopes', ['keys:admin', 'audit:read'])).toBe('Create and revoke keys · Read the activity');
});

it.each(Object.keys(overridesSchema.shape))('calls an advanced field what its form calls it: %s', (field) => {
  expect(detailTerm(t, `overrides.${field}`)).not.toMatch(/^overrides|[a-z][A-Z]/);
});
