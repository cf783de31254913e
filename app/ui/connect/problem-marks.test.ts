import { expect, it } from 'vitest';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { filled } from '#lib/testing/connection-form.ts';
import { problemMarks } from './problem-marks.ts';
import { noProxy } from './proxy-values.ts';

const said = 'Microsoft refused it. It is another’s.';
const problem = (...fields: string[]) => ({ title: 'Microsoft refused it.', why: 'It is another’s.', fields });
const connection = (change: object) =>
  ({
    provider: 'microsoft',
    hasClientSecret: true,
    problem: null,
    lastConsentProblem: null,
    lastTest: null,
    ...change,
  }) as unknown as ConnectionView;
const marks = (change: object, typed: object = {}) =>
  problemMarks(
    connection(change),
    { ...filled, ...typed },
    { others: 'This may be the reason too.', forgotten: 'It was forgotten.' },
  );

it.each([
  ['its own problem', { problem: problem('clientId'), lastTest: { problem: problem('senderAddress') } }, 'clientId'],
  ['the last visit to the consent screen', { lastConsentProblem: problem('senderAddress') }, 'senderAddress'],
  ['the last test e-mail', { lastTest: { problem: problem('transport') } }, 'transport'],
])('says %s at the field it is about', (_what, change, field) => expect(marks(change)).toEqual({ [field]: said }));

it('says what a proxy did at the proxy, where there is one', () => {
  const typed = { proxy: { ...noProxy, kind: 'http' as const } };
  expect(marks({ problem: problem('proxy') }, typed)).toEqual({ 'proxy.host': said });
  expect(marks({ problem: problem('proxy') })).toEqual({});
});

it('says it at the likeliest field, and points at the others', () => {
  const found = marks({ problem: problem('clientSecret', 'clientId') });
  expect(Object.entries(found)).toEqual([
    ['clientSecret', said],
    ['clientId', 'This may be the reason too.'],
  ]);
});

it('marks no user name that is the sender’s address, and so is only shown, beside what can be changed', () => {
  const refused = { problem: problem('settings.userName', 'clientSecret') };
  const typed = { grantKind: 'password', settings: { userName: 'reports' } };
  expect(marks(refused, { ...typed, sameUserName: true })).toEqual({ clientSecret: said });
  const both = marks(refused, { ...typed, sameUserName: false });
  expect(Object.keys(both)).toEqual(['settings.userName', 'clientSecret']);
});

it('takes what was changed under Advanced for the likeliest', () => {
  const endpoints = problem('clientId', 'overrides.issuer', 'overrides.tokenEndpoint');
  const found = marks({ problem: endpoints }, { overrides: { tokenEndpoint: 'https://elsewhere.example' } });
  expect(Object.keys(found)).toEqual(['overrides.tokenEndpoint', 'clientId', 'overrides.issuer']);
});

it('leaves out what the form does not show for its choices', () => {
  const servers = { problem: problem('overrides.smtpHost', 'overrides.apiUrl', 'redirectUrl') };
  expect(Object.keys(marks(servers))).toEqual(['overrides.apiUrl', 'redirectUrl']);
  const application = { transport: 'smtp', grantKind: 'client_credentials' };
  expect(Object.keys(marks(servers, application))).toEqual(['overrides.smtpHost']);
});

it('marks nothing where nothing ails it, or no setting would mend it', () => {
  expect(marks({})).toEqual({});
  expect(marks({ problem: problem() })).toEqual({});
});

it('says first that the secret was forgotten, whatever else is wrong', () => {
  const disconnected = { hasClientSecret: false, problem: problem('clientId', 'clientSecret') };
  expect(Object.entries(marks(disconnected))).toEqual([
    ['clientSecret', 'It was forgotten.'],
    ['clientId', said],
  ]);
});

it('says that a secret has ended, whatever else is wrong', () => {
  const ended = { clientSecretExpiresAt: '2024-03-01' };
  expect(marks({}, ended)).toEqual({ clientSecretExpiresAt: expect.stringContaining('ended on 1 March 2024') });
  expect(marks({ problem: problem('clientId') }, ended)).toMatchObject({ clientId: said });
  expect(marks({}, { clientSecretExpiresAt: '2999-01-01' })).toEqual({});
});
