import { expect, it } from 'vitest';
import { connectionChangeSchema, connectionInputSchema } from './schema.ts';

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
