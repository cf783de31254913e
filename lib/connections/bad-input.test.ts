import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { type BadInput, badInput, goodInput, withBad } from '#lib/testing/bad-input.ts';
import { checkEndpoints } from './check-endpoints.ts';
import {
  connectionChangeSchemaOf,
  connectionInputSchema,
  discoveryInputSchema,
  replaceSecretSchemaOf,
  tryInputSchema,
} from './schema.ts';

/** Listed by the operator: these very ports, and no other of the same host. */
beforeAll(() => {
  allowEgress('10.0.0.1', 4010);
  allowEgress('[::1]', 2525);
});

type Issue = Readonly<{ path: string; message: string }>;

/** What a request of a new connection is refused for. */
function problemsOf(input: unknown): readonly Issue[] {
  const read = connectionInputSchema.safeParse(input);
  if (!read.success) return read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  try {
    checkEndpoints(read.data, read.data);
    return [];
  } catch (error) {
    if (error instanceof AppError) return error.fields;
    throw error;
  }
}

it.each(Object.values(goodInput))('takes what is good: $provider', (input) => {
  expect(problemsOf(input)).toEqual([]);
});

describe('a new connection is refused by the field that is wrong, and by that alone', () => {
  it.each(badInput())('$what', (bad) => {
    const problems = problemsOf(withBad(bad));
    expect(problems.map(({ path }) => path)).toEqual([bad.field]);
    expect(problems[0]?.message).toMatch(
      /^\p{Lu}.{10,}\.$|is not a public address.*\.$|is not encrypted: use https:.*\.$/u,
    );
  });
});

const schemaRows = badInput().filter((bad) => !connectionInputSchema.safeParse(withBad(bad)).success);

it.each(schemaRows)('and so are a change and a try: $what', (bad) => {
  const { provider, ...change } = withBad(bad);
  const { grantKind, transport } = goodInput[bad.of];
  const changing = connectionChangeSchemaOf({ provider: bad.of, grantKind, transport }).safeParse(change);
  const trying = tryInputSchema.safeParse({ provider, ...change });
  for (const { error } of [changing, trying]) {
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([bad.field]);
  }
});

/** A row of this table with another value. */
const bad = (of: BadInput['of'], field: string, value: unknown): BadInput => ({ what: '', of, field, value });

it.each(['  blank12345', 'blank12345 ', '\u00a0blank12345', '          '])(
  'sends no other password than was typed: %j is refused by its own sentence',
  (clientSecret) => {
    const problem = { path: 'clientSecret', message: 'Leave out the blanks before and after the password.' };
    expect(problemsOf(withBad(bad('smtp', 'clientSecret', clientSecret)))).toEqual([problem]);
    const { grantKind, transport } = goodInput.smtp;
    const replacing = replaceSecretSchemaOf({ provider: 'smtp', grantKind, transport });
    expect(replacing.safeParse({ clientSecret, clientSecretExpiresAt: null }).error?.issues).toMatchObject([
      { path: ['clientSecret'], message: problem.message },
    ]);
  },
);

it('keeps the blanks within a password, and takes those around what is copied from a page away (control)', () => {
  const secretOf = (of: BadInput['of'], clientSecret: string) =>
    connectionInputSchema.parse(withBad(bad(of, 'clientSecret', clientSecret))).clientSecret;
  expect(secretOf('smtp', 'correct  horse')).toBe('correct  horse');
  expect(secretOf('custom', ' correct horse\n')).toBe('correct horse');
});

it('takes an inside address where the operator lists that host and port, and says of others what calling them would', () => {
  const url = (text: string) => problemsOf(withBad(bad('custom', 'overrides.tokenEndpoint', text)));
  expect(url('http://10.0.0.1:4010/token')).toEqual([]);
  expect(url('https://0x0a.1:4010/token')).toEqual([]);
  expect(url('https://10.0.0.1:4011/token')).toEqual([
    {
      path: 'overrides.tokenEndpoint',
      message: '10.0.0.1:4011 is not a public address, and it is not on the list of hosts this installation may reach.',
    },
  ]);
  expect(url('http://login.contoso.com/token')[0]?.message).toBe(
    'http://login.contoso.com is not encrypted: use https://, or ask the operator to list login.contoso.com:80 in EGRESS_ALLOW.',
  );
  const mail = (port: number) => {
    const input = withBad(bad('smtp', 'overrides.smtpHost', '::1'));
    return problemsOf({ ...input, overrides: { ...(input.overrides as object), smtpPort: port } });
  };
  expect(mail(2525)).toEqual([]);
  expect(mail(587)).toMatchObject([{ path: 'overrides.smtpHost' }]);
});

it('judges a name when it is used, not here: what it leads to may change', () => {
  expect(problemsOf(withBad(bad('custom', 'overrides.tokenEndpoint', 'https://localhost/token')))).toEqual([]);
  expect(problemsOf(withBad(bad('smtp', 'overrides.smtpHost', 'metadata.google.internal')))).toEqual([]);
});

it('counts the bytes that a SOCKS5 proxy is told, and lets a colon be one of them', () => {
  const socks = (more: object) =>
    problemsOf({ ...goodInput.smtp, proxy: { ...goodInput.smtp.proxy, kind: 'socks5', ...more } });
  expect(socks({ userName: 'mail:er', password: 'x'.repeat(255) })).toEqual([]);
  expect(socks({ userName: 'é'.repeat(128) })).toMatchObject([{ path: 'proxy.userName' }]);
  expect(socks({ password: 'é'.repeat(128) })).toMatchObject([{ path: 'proxy.password' }]);
  expect(socks({ userName: 'x'.repeat(256) }).map(({ path }) => path)).toContain('proxy.userName');
});

it.each(['ftp://login.contoso.com', 'login.contoso.com', 'https://'])('reads no discovery document at %s', (url) => {
  expect(discoveryInputSchema.safeParse({ url }).error?.issues).toMatchObject([{ path: ['url'] }]);
});
