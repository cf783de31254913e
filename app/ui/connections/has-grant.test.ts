import { expect, it } from 'vitest';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { canActivate, hasFieldsToCheck, hasGrant, missingProof, needsConnecting, wasConnected } from './has-grant.ts';

const consentPendingSince = '2026-11-22T15:20:00Z';
const grant = { hasRefreshToken: true, accessTokens: [] };
const problem = { code: 'microsoft_secret_wrong' };
const connection = (change: object) =>
  ({
    provider: 'microsoft',
    grantKind: 'authorization_code',
    settings: {},
    health: 'untested',
    hasClientSecret: true,
    stage: 'candidate',
    grant: null,
    problem: null,
    lastConsentProblem: null,
    consentPendingSince: null,
    ...change,
  }) as unknown as ConnectionView;

it.each([
  ['settings that were just saved', connection({}), true],
  ['a problem that says what to do instead', connection({ problem }), false],
  ['a visit to the consent screen that ended badly', connection({ lastConsentProblem: problem }), false],
  ['somebody who has not come back, whatever was wrong before', connection({ problem, consentPendingSince }), true],
  ['somebody who has not come back to one in use', connection({ stage: 'active', grant, consentPendingSince }), true],
  ['one that holds a token', connection({ grant }), false],
  ['a retired one', connection({ stage: 'retired', consentPendingSince }), false],
])('%s', (_what, view, needs) => expect(needsConnecting(view)).toBe(needs));

it.each([
  ['one without any grant', null, false],
  ['one whose first try was refused', { lastRefreshAt: null }, false],
  ['one that got a token once', { lastRefreshAt: consentPendingSince }, true],
])('%s was connected or not', (_what, held, was) => expect(wasConnected({ grant: held })).toBe(was));

it.each([
  ['a password', { provider: 'smtp', grantKind: 'password' }, true],
  ['a password that was forgotten', { provider: 'smtp', grantKind: 'password', hasClientSecret: false }, false],
  ['no sign-in', { provider: 'smtp', grantKind: 'none', hasClientSecret: false }, true],
  ['a client that shows no secret, and has no token yet', { provider: 'custom', hasClientSecret: false }, false],
])('%s is enough to send with, or is not', (_what, change, isEnough) => {
  const view = connection(change);
  expect([hasGrant(view), canActivate(view), needsConnecting(view)]).toEqual([isEnough, isEnough, !isEnough]);
});

it.each([
  ['nothing failed', null, true, null],
  ['it did not get in, and would replace another', 'verify', true, 'verify'],
  ['it did not get in, and is the first', 'verify', false, 'verify'],
  ['its mail was refused, and it would replace another', 'test_email', true, 'test_email'],
  ['its mail was refused, and it is the first', 'test_email', false, null],
] as const)('%s', (_what, proofNeeded, replaces, missing) =>
  expect(missingProof({ proofNeeded }, replaces)).toBe(missing),
);

it('is not to be activated while somebody must act first', () => {
  const healths = ['untested', 'working', 'retrying', 'invalid', 'needs_consent', 'blocked'];
  expect(healths.filter((health) => canActivate(connection({ grant, health })))).toEqual(healths.slice(0, 3));
});

const byPassword = { provider: 'smtp', grantKind: 'password' };
const nowhere = { class: 'transient', fields: ['overrides.smtpHost'] };
it.each([
  ['a password that was refused', { ...byPassword, problem: { class: 'config', fields: [] } }, true],
  ['a mail server nobody finds', { ...byPassword, problem: nowhere }, true],
  ['a mail server that is busy', { ...byPassword, problem: { class: 'transient', fields: [] } }, false],
  ['a token that cannot be had', { problem: { class: 'config', fields: [] } }, true],
  ['an authorization server nobody finds', { problem: nowhere }, false],
  ['a refused mail, where a token came', { grant, problem: { class: 'policy', fields: [] } }, false],
  ['one in use', { ...byPassword, stage: 'active', problem: nowhere }, false],
  ['nothing wrong', byPassword, false],
])('the fields are to be checked, or not: %s', (_what, change, are) =>
  expect(hasFieldsToCheck(connection(change))).toBe(are),
);
