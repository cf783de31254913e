import { expect, it } from 'vitest';
import { sendsUntil } from './sends-until.ts';

const minuteMs = 60_000;
const at = (minutes: number) => new Date(Date.now() + minutes * minuteMs);
const access = { resource: 'graph', minTokenLifeMs: minuteMs };
const revoked = { about: 'grant', source: 'provider' };
const unreadable = { about: 'grant', source: 'own', code: 'secret_unreadable' };
const refused = (minutes: number, about = 'delivery') => ({
  kind: 'refused',
  problem: { about },
  at: at(minutes).toISOString(),
});
const token = { resource: 'graph', obtainedAt: at(-30), expiresAt: at(30) };
const connection = { stage: 'active', health: 'needs_consent', problem: revoked, lastTest: null };

function untilOf(change: object, tokens = [token]) {
  const settings = { connection: { ...connection, ...change }, access };
  return sendsUntil(settings as unknown as Parameters<typeof sendsUntil>[0], tokens);
}

it.each([
  ['a revoked consent', {}],
  ['a setting that a renewal found wrong', { health: 'invalid' }],
  ['a test refused with the token before', { lastTest: refused(-40) }],
])('sends on: %s', (_what, change) => {
  expect(untilOf(change)).toEqual(new Date(token.expiresAt.getTime() - access.minTokenLifeMs));
});

it.each([
  ['nothing is wrong', { health: 'working', problem: null }],
  ['it will be tried again', { health: 'retrying' }],
  ['mail itself is refused', { health: 'blocked', problem: { ...revoked, about: 'delivery' } }],
  ['this token was refused', { lastTest: refused(-10) }],
  ['this token was refused, and the grant when another was asked for', { lastTest: refused(-10, 'grant') }],
  ['what is stored does not open', { health: 'invalid', problem: unreadable }],
  ['no mail goes out through it', { stage: 'candidate' }],
])('says nothing: %s', (_what, change) => expect(untilOf(change)).toBeNull());

it.each([
  ['there is none', []],
  ['it is of another resource', [{ ...token, resource: 'outlook' }]],
  ['too little is left of it', [{ ...token, expiresAt: at(0.5) }]],
])('says nothing of the token: %s', (_what, tokens) => expect(untilOf({}, tokens)).toBeNull());
