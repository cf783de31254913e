import { afterEach, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { connectionChangeSchema, connectionInputSchema, keptSecretSchema, replaceSecretSchema } from './schema.ts';

const guid = '11111111-2222-3333-4444-555555555555';
const input = {
  provider: 'microsoft',
  grantKind: 'authorization_code',
  transport: 'graph',
  senderName: 'Contoso Reports',
  senderAddress: 'reports@contoso.example',
  clientId: guid,
  directoryId: guid,
  clientSecret: 'abc~DEF',
  clientSecretExpiresAt: null,
  overrides: {},
};
const scopes = ['https://graph.microsoft.com/Mail.Send', 'openid'];

it('refuses a connection whose scopes name nobody, by the field', () => {
  const parsed = connectionInputSchema.safeParse({ ...input, overrides: { scopes } });
  expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual(['overrides.scopes']);
  expect(connectionInputSchema.safeParse(input).success).toBe(true);
});

it('refuses such a change where it says both, and leaves the rest to who knows the stored settings', () => {
  const problems = (change: object) => connectionChangeSchema.safeParse(change).error?.issues ?? [];
  expect(problems({ grantKind: 'authorization_code', overrides: { scopes } })).toHaveLength(1);
  expect(problems({ grantKind: 'client_credentials', overrides: { scopes } })).toEqual([]);
  expect(problems({ overrides: { scopes } })).toEqual([]);
  expect(problems({ grantKind: 'authorization_code' })).toEqual([]);
});

it('takes no sender’s name that is not what it seems', () => {
  const parsed = connectionChangeSchema.safeParse({ senderName: '=?utf-8?q?x=0d=0aBcc:y=40z.example?=' });
  expect(parsed.error?.issues).toMatchObject([{ path: ['senderName'] }]);
});

it.each(['issuer', 'authorizationEndpoint', 'tokenEndpoint', 'graphUrl'])('takes no endless URL: %s', (field) => {
  const parsed = (length: number) => {
    const url = 'https://login.example/'.padEnd(length, 'a');
    return connectionChangeSchema.safeParse({ overrides: { [field]: url } });
  };
  expect(parsed(2048).success).toBe(true);
  expect(parsed(2049).error?.issues).toMatchObject([
    { path: ['overrides', field], message: 'Use at most 2048 characters.' },
  ]);
});

describe('where a new connection’s secret comes from', () => {
  const { clientSecret, clientSecretExpiresAt, ...rest } = input;
  const clientSecretFrom = '11111111-2222-4333-8444-555555555555';
  const paths = (given: object) =>
    connectionInputSchema.safeParse({ ...rest, ...given }).error?.issues.map(({ path }) => path.join('.'));

  it('is said once: it is typed, with its end or none, or copied, with or without', () => {
    expect(paths({ clientSecret, clientSecretExpiresAt })).toBeUndefined();
    expect(paths({ clientSecretFrom })).toBeUndefined();
    expect(paths({ clientSecretFrom, clientSecretExpiresAt })).toBeUndefined();
    expect(paths({})).toEqual(['clientSecret', 'clientSecretExpiresAt']);
    expect(paths({ clientSecret })).toEqual(['clientSecretExpiresAt']);
    expect(paths({ clientSecret, clientSecretFrom, clientSecretExpiresAt })).toEqual(['clientSecretFrom']);
    expect(paths({ clientSecretFrom: 'the other one' })).toEqual(['clientSecretFrom']);
  });

  it('is no matter of a change', () => {
    expect(connectionChangeSchema.safeParse({ clientSecretFrom }).success).toBe(false);
  });
});

describe('the end of a secret', () => {
  afterEach(() => vi.useRealTimers());

  const { clientSecret, ...kept } = input;
  const doors: [string, (end: string) => { error?: z.ZodError }][] = [
    ['a new connection', (end) => connectionInputSchema.safeParse({ ...input, clientSecretExpiresAt: end })],
    ['a kept secret', (end) => keptSecretSchema.safeParse({ ...kept, clientSecretExpiresAt: end })],
    ['a change', (end) => connectionChangeSchema.safeParse({ clientSecretExpiresAt: end })],
    ['a new secret', (end) => replaceSecretSchema.safeParse({ clientSecret, clientSecretExpiresAt: end })],
  ];

  it.each(doors)('may be today, and is not past: %s', (_name, door) => {
    vi.useFakeTimers({ now: new Date('2026-11-21T23:59:59Z'), toFake: ['Date'] });
    const issues = (end: string) => door(end).error?.issues.map(({ path, message }) => [path.join('.'), message]);
    expect(issues('2026-11-21')).toBeUndefined();
    expect(issues('2026-11-20')).toEqual([
      ['clientSecretExpiresAt', 'This secret ended on 20 November 2026; make a new one in Certificates & secrets.'],
    ]);
    vi.setSystemTime(new Date('2026-11-22T00:00:00Z'));
    expect(issues('2026-11-21')).toHaveLength(1);
  });

  it.each(['', 'soon', '0026-11-21', '2026-02-31', '1e'])('is a day of this century: %j', (end) => {
    const issues = connectionChangeSchema.safeParse({ clientSecretExpiresAt: end }).error?.issues ?? [];
    expect(issues.map(({ message }) => message)).toEqual([expect.stringMatching(/^Enter /)]);
  });
});
