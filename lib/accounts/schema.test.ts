import { expect, it } from 'vitest';
import { apiKeyInputSchema, setUpSchema } from './schema.ts';

const named = (name: string) => apiKeyInputSchema.safeParse({ name, scopes: ['connections:read'] });

it.each(['Reports', ' Reports ', 'Büro 2 · 東京', 'a'.repeat(100)])('takes the name %j', (name) => {
  expect(named(name).data).toMatchObject({ name: name.trim() });
});

it.each(['a\nb', 'a\tb', 'a\0b', 'a\u2028b', 'a\u2029b', 'a\u0085b', 'a\ud800b', 'a\udfff'])(
  'does not take %j for one line',
  (name) => expect(named(name).error?.issues).toMatchObject([{ path: ['name'] }]),
);

it('takes no name that is not what it seems, be it of a key, a person or an organisation', () => {
  const deceiving = 'Reports \u202egnp.exe';
  expect(named(deceiving).error?.issues).toMatchObject([{ path: ['name'] }]);
  const input = { code: '1', slug: 'contoso', email: 'a@b.example', password: 'correct horse battery' };
  const parsed = setUpSchema.safeParse({ ...input, tenantName: deceiving, name: deceiving });
  expect(parsed.error?.issues).toMatchObject([{ path: ['tenantName'] }, { path: ['name'] }]);
});
