import { globSync, readFileSync } from 'node:fs';
import { createTranslator } from 'next-intl';
import { expect, it } from 'vitest';
import { messages } from '#app/ui/messages.ts';
import { type OpenTexts, sentenceOf } from './use-sentence.ts';

const root = new URL('../../../', import.meta.url).pathname;
const t = createTranslator({ locale: 'en', messages, namespace: 'console.activity' }) as unknown as OpenTexts;
const { action } = messages.console.activity;

/** The product's own code that writes into the audit log. */
const sources = globSync('lib/{accounts,connections,files,keys,webhooks}/**/*.ts', { cwd: root })
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
  const sentence = t(`action.${name}`, { target: 'reports@contoso.example', secret: 'key', grantKind: 'other' });
  expect(sentence).toMatch(/^\p{Ll}[^{}]*[^.{}]$/u);
  if (!name.startsWith('session.')) expect(sentence).toContain('reports@contoso.example');
});

it('names every part of the product that acts for somebody unknown, and no other', () => {
  const parts = all(/kind: 'system', name: '(\w+)'/g);
  expect(Object.keys(messages.console.activity.actor.system).toSorted()).toEqual([...new Set(parts)].toSorted());
});

it.each([
  ['google', 'client_credentials', 'replaced the key of reports@contoso.example'],
  ['google', 'authorization_code', 'replaced the client secret of reports@contoso.example'],
  ['microsoft', 'client_credentials', 'replaced the client secret of reports@contoso.example'],
])('calls what was replaced what it is: %s, %s', (provider, grantKind, sentence) => {
  const { act } = sentenceOf(t, {
    id: '1',
    at: '2026-01-01T00:00:00Z',
    actor: { kind: 'user', id: 'x', name: 'Avery' },
    action: 'connection.secret_replaced',
    target: { kind: 'connection', id: 'x' },
    targetName: 'reports@contoso.example',
    ip: null,
    details: { provider, grantKind },
  });
  expect(act).toBe(sentence);
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

const verified = (details: Record<string, unknown>) =>
  sentenceOf(t, {
    id: '1',
    at: '2026-01-01T00:00:00Z',
    actor: { kind: 'user', id: 'x', name: 'Avery' },
    action: 'connection.verified',
    target: { kind: 'connection', id: 'x' },
    targetName: 'SMTP server',
    ip: null,
    details,
  });

it.each([
  [{}, null],
  [{ outcome: 'accepted' }, { tone: 'good', text: 'It worked.' }],
  [{ outcome: 'refused' }, { tone: 'bad', text: 'It did not work.' }],
  [
    { outcome: 'refused', problem: 'There is no server mail.invalid.' },
    { tone: 'bad', text: 'It did not work. There is no server mail.invalid.' },
  ],
  [
    { outcome: 'unknown', problem: 'x' },
    { tone: 'warn', text: 'Whether it worked is not known: the answer was lost.' },
  ],
])('says what came of an act, and of a failed one no success: %j', (details, outcome) => {
  expect(verified(details)).toMatchObject({ act: 'checked whether SMTP server gets in', outcome });
});

it.each([
  ['password', 'tried to sign in with SMTP server'],
  ['none', 'tried to get in with SMTP server'],
  ['client_credentials', 'asked for a token for SMTP server'],
])('speaks of a token only where one is asked for: %s', (grantKind, sentence) => {
  const { act } = sentenceOf(t, {
    id: '1',
    at: '2026-01-01T00:00:00Z',
    actor: { kind: 'user', id: 'x', name: 'Avery' },
    action: 'connection.token_requested',
    target: { kind: 'connection', id: 'x' },
    targetName: 'SMTP server',
    ip: null,
    details: { grantKind },
  });
  expect(act).toBe(sentence);
});

it.each([
  ['tenant.created', 'tenant', 'The operator, as root at the command line, set up reports@contoso.example'],
  ['member.added', 'user', 'The operator, as root at the command line, made a sign-in for reports@contoso.example'],
])('names the operator as the machine does: %s', (action, kind, sentence) => {
  const { actor, act } = sentenceOf(t, {
    id: '1',
    at: '2026-01-01T00:00:00Z',
    actor: { kind: 'operator', id: null, name: 'root' },
    action,
    target: { kind, id: 'x' },
    targetName: 'reports@contoso.example',
    ip: null,
    details: {},
  });
  expect(`${actor} ${act}`).toBe(sentence);
});
