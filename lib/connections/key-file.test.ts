import '#lib/testing/plant-key-file.ts';
import { describe, expect, it } from 'vitest';
import { keyFileText } from '#lib/testing/key-file.ts';
import { connectionChangeSchemaOf, connectionInputSchema, replaceSecretSchemaOf } from './schema.ts';

const kind = { provider: 'microsoft', grantKind: 'client_credentials', transport: 'graph' } as const;
const directoryId = 'aaaaaaaa-2222-3333-4444-555555555555';
const clientId = 'robot@reports-1042.example';
const robotId = '104200000000000000001';
const clientSecret = keyFileText();
const input = {
  ...kind,
  transport: 'graph',
  senderName: 'Contoso Reports',
  senderAddress: 'reports@contoso.example',
  settings: { directoryId },
  clientSecret,
  clientSecretExpiresAt: null,
  overrides: {},
};
const problems = (parsed: { error?: { issues: { path: PropertyKey[]; message: string }[] } | undefined }) =>
  Object.fromEntries((parsed.error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]));

describe('a new connection with a key file', () => {
  it('is filled in from it', () => {
    expect(connectionInputSchema.parse(input)).toMatchObject({ clientId, settings: { directoryId, robotId } });
    const named = { ...input, clientId: ` ${clientId.toUpperCase()}`, settings: { directoryId, robotId } };
    expect(connectionInputSchema.parse(named)).toMatchObject({ clientId, settings: { directoryId, robotId } });
  });

  it('names the field that disagrees, and both sides', () => {
    const other = { ...input, clientId: 'other@elsewhere.example' };
    expect(problems(connectionInputSchema.safeParse(other))).toEqual({
      clientId: `This key belongs to ${clientId} of project reports-1042, not to other@elsewhere.example.`,
    });
  });

  it('says what a wrong file is, beside what else is missing', () => {
    const { senderName: _left, ...rest } = input;
    const wrong = { ...rest, clientSecret: keyFileText({ type: 'human' }) };
    expect(problems(connectionInputSchema.safeParse(wrong))).toEqual({
      clientSecret: 'This file is of a person.',
      senderName: expect.any(String),
    });
  });

  it('needs its id where no file fills it: the secret is copied, or the grant shows none', () => {
    const { clientSecret: _left, ...rest } = input;
    const clientSecretFrom = '11111111-2222-4333-8444-555555555555';
    const copied = { ...rest, settings: { directoryId, robotId }, clientSecretFrom };
    expect(problems(connectionInputSchema.safeParse(copied))).toEqual({ clientId: 'This field is missing.' });
    const other = { ...input, grantKind: 'authorization_code', clientSecret: 'abc~DEF' };
    expect(problems(connectionInputSchema.safeParse(other))).toEqual({ clientId: 'This field is missing.' });
  });
});

it('refuses a change whose parts disagree', () => {
  const change = connectionChangeSchemaOf(kind);
  expect(change.safeParse({ clientSecret }).success).toBe(true);
  expect(Object.keys(problems(change.safeParse({ clientSecret, clientId: 'a@b.example' })))).toEqual(['clientId']);
  expect(Object.keys(problems(change.safeParse({ clientSecret: '{}' })))).toEqual(['clientSecret']);
});

it('refuses the key of another application in place of a connection’s own, naming both', () => {
  const secret = { clientSecret, clientSecretExpiresAt: null };
  const held = { ...kind, clientId, settings: { directoryId, robotId } };
  expect(replaceSecretSchemaOf(held).safeParse(secret).success).toBe(true);
  const parsed = replaceSecretSchemaOf({ ...held, clientId: 'robot@other.example' }).safeParse(secret);
  expect(problems(parsed).clientSecret).toMatch(
    /^This key belongs to robot@reports-1042\.example of project reports-1042, not to robot@other\.example\. Use a key of/,
  );
});
