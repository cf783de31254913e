import { expect, it } from 'vitest';
import { webhookChangeSchema, webhookInputSchema } from './schema.ts';

const url = 'https://ops.contoso.example/mailgrant';
const problems = (input: object) => webhookInputSchema.safeParse({ url, ...input }).error?.issues ?? [];

it('needs no name, but none that cannot be seen', () => {
  expect(problems({})).toEqual([]);
  expect(problems({ name: '' })).toEqual([]);
  expect(webhookChangeSchema.safeParse({ name: ' ' }).success).toBe(true);
  expect(problems({ name: '\u200b' })).toMatchObject([{ path: ['name'] }]);
});
