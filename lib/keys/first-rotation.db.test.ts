import { beforeAll, expect, it, vi } from 'vitest';
import { createConnection } from '#lib/connections/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { rotateKeys } from './index.ts';

useDatabase();

beforeAll(() => {
  vi.stubEnv('MAILGRANT_KEYS', `k1:${Buffer.alloc(32, 1).toString('base64')}`);
});

it('calls no key new that has wrapped the data keys from the beginning', async () => {
  const { ctx } = await anAdmin();
  await createConnection(ctx, { ...connectionInput(), clientSecret: 'abc8Q~canary' });
  const rotated = await rotateKeys({ kind: 'operator', name: 'root' });
  expect(rotated).toMatchObject({ dataKey: 'd2', operatorKey: { kid: 'k1', isNew: false } });
});
