import { afterEach, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { providerIds } from '#lib/providers/schema.ts';
import {
  connectionChangeSchemaOf,
  connectionInputSchema,
  keptSecretSchema,
  replaceSecretSchemaOf,
  todayQuerySchema,
} from './schema.ts';

const guid = 'aaaaaaaa-2222-3333-4444-555555555555';
const kind = { provider: 'microsoft', grantKind: 'authorization_code', transport: 'graph' } as const;
const connectionChangeSchema = connectionChangeSchemaOf(kind);
const replaceSecretSchema = replaceSecretSchemaOf(kind);
const input = {
  provider: 'microsoft',
  grantKind: 'authorization_code',
  transport: 'graph',
  senderName: 'Contoso Reports',
  senderAddress: 'reports@contoso.example',
  clientId: guid,
  settings: { directoryId: guid },
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

it('refuses such a change by the grant it leads to', () => {
  const problems = (change: object) => connectionChangeSchema.safeParse(change).error?.issues ?? [];
  expect(problems({ grantKind: 'authorization_code', overrides: { scopes } })).toHaveLength(1);
  expect(problems({ grantKind: 'client_credentials', overrides: { scopes } })).toEqual([]);
  expect(problems({ overrides: { scopes } })).toHaveLength(1);
  const application = connectionChangeSchemaOf({ ...kind, grantKind: 'client_credentials' });
  expect(application.safeParse({ overrides: { scopes } }).success).toBe(true);
  expect(problems({ grantKind: 'authorization_code' })).toEqual([]);
});

it('names what is wrong with an application beside what is missing, by its provider’s rules', () => {
  const { senderName: _left, ...rest } = input;
  const wrong = {
    ...rest,
    clientId: 'mailgrant',
    settings: { directoryId: 'contoso', realm: 'x' },
    clientSecret: guid,
  };
  const issues = connectionInputSchema.safeParse(wrong).error?.issues ?? [];
  expect(issues.map(({ path }) => path.join('.')).sort()).toEqual([
    'clientId',
    'clientSecret',
    'senderName',
    'settings',
    'settings.directoryId',
  ]);
  expect(connectionInputSchema.safeParse({ ...input, provider: 'carrier-pigeon' }).error?.issues).toMatchObject([
    { path: ['provider'], message: `Name one of these: ${providerIds.join(', ')}.` },
  ]);
});

it('keeps ids in one spelling', () => {
  const typed = { ...input, clientId: ` ${guid.toUpperCase()} `, settings: { directoryId: ` ${guid.toUpperCase()}` } };
  expect(connectionInputSchema.parse(typed)).toMatchObject({ clientId: guid, settings: { directoryId: guid } });
  const { clientId, settings } = typed;
  expect(connectionChangeSchema.parse({ clientId, settings })).toEqual({
    clientId: guid,
    settings: { directoryId: guid },
  });
});

it('takes no sender’s name that is not what it seems', () => {
  const parsed = connectionChangeSchema.safeParse({ senderName: '=?utf-8?q?x=0d=0aBcc:y=40z.example?=' });
  expect(parsed.error?.issues).toMatchObject([{ path: ['senderName'] }]);
});

it.each(['issuer', 'authorizationEndpoint', 'tokenEndpoint', 'apiUrl'])('takes no endless URL: %s', (field) => {
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

describe('the time zone of a day', () => {
  const read = (timeZone: string) => todayQuerySchema.safeParse({ timeZone });

  it.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata'])('is one there is: %s', (name) =>
    expect(read(name).data).toEqual({ timeZone: name }),
  );

  it.each(['', 'Europe/Nowhere', 'x'.repeat(10_000), "UTC'; drop table tenants"])('and no other: %.40j', (name) =>
    expect(read(name).error?.issues.map(({ message }) => message)).toEqual([
      'Use the name of a time zone, such as Europe/Berlin.',
    ]),
  );

  it('is UTC where none is named', () => expect(todayQuerySchema.parse({})).toEqual({ timeZone: 'UTC' }));
});
