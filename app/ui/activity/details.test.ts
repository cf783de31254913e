import { globSync, readFileSync } from 'node:fs';
import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { messages } from '#app/ui/messages.ts';
import { roles, scopes } from '#lib/accounts/context.ts';
import { overridesSchema, proxySchema, testOutcomeSchema } from '#lib/connections/schema.ts';
import { grantKinds, providerIds, providerRules } from '#lib/providers/schema.ts';
import { smtpSecurities, transportIds } from '#lib/transports/schema.ts';
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
    ['provider', providerIds],
    ['overrides.smtpSecurity', smtpSecurities],
    ['overrides.issInResponse', [true, false]],
    ['proxy.kind', proxySchema.shape.kind.options],
    ['proxy.uses', [proxySchema.shape.uses.element.options]],
    ['proxy.password', ['replaced']],
    ['grantKind', grantKinds],
    ['transport', transportIds],
    ['clientSecret', secrets],
    ['access', ['asked', 'kept']],
    ['outcome', testOutcomeSchema.shape.kind.options],
    ['overrides.saveToSentItems', [true, false]],
  ])('is said in words: %s', (name, values) => {
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(detailText(t, name, value)).toMatch(/^\p{Lu}(?!.*_)/u);
  });
});

it('names a grant as its provider does, where that is told', () => {
  expect(detailText(t, 'grantKind', 'client_credentials', 'google')).toBe('Service account');
  expect(detailText(t, 'grantKind', 'client_credentials', 'microsoft')).toBe('Client credentials');
  expect(detailText(t, 'grantKind', 'client_credentials')).toBe('Client credentials');
});

it('leaves alone what people named, and the addresses of servers', () => {
  expect(detailText(t, 'name', 'admin')).toBe('admin');
  expect(detailText(t, 'senderName', 'true')).toBe('true');
  expect(detailText(t, 'overrides.scopes', ['openid', 'https://graph.example/.default'])).toBe(
    'openid · https://graph.example/.default',
  );
  expect(detailText(t, 'overrides.caCertificate', '')).toBe('–');
  const pem = '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n';
  expect(detailText(t, 'overrides.caCertificate', pem + pem)).toBe('2 certificates');
  expect(detailText(t, 'clientSecretExpiresAt', null)).toBe('–');
  expect(detailText(t, 'times', 3)).toBe('3');
});

it('says several in one line', () => {
  expect(detailText(t, 'scopes', ['keys:admin', 'audit:read'])).toBe('Create and revoke keys · Read the activity');
});

it.each(Object.keys(overridesSchema.shape))('calls an advanced field what its form calls it: %s', (field) => {
  expect(detailTerm(t, `overrides.${field}`)).not.toMatch(/^overrides|[a-z][A-Z]/);
});

it.each([...Object.keys(proxySchema.omit({ hasPassword: true }).shape), 'password'])(
  'calls a detail of a proxy what it is: %s',
  (field) => expect(detailTerm(t, `proxy.${field}`)).toMatch(/proxy/i),
);

it('calls a proxy that was taken away one, and says that there is none', () => {
  expect([detailTerm(t, 'proxy'), detailText(t, 'proxy', null)]).toEqual(['Proxy', '–']);
});

describe.each(providerIds)('of %s', (id) => {
  it('calls its settings what its form calls them, and their choices too', () => {
    for (const { name, label, choices = [] } of providerRules[id].settings) {
      expect(detailTerm(t, `settings.${name}`, id)).toBe(label);
      expect(detailTerm(t, `settings.${name}`)).not.toContain('settings');
      for (const one of choices) expect(detailText(t, `settings.${name}`, one.value, id)).toBe(one.label);
    }
  });
});
