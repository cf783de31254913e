import { expect, it } from 'vitest';
import { inTenant, system } from '#lib/db/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { requireKeys } from './index.ts';

useDatabase();

it('takes an empty database, and the keys that sealed it', async () => {
  await requireKeys();
  await anAdmin();
  await requireKeys();
});

it('refuses keys that do not open what is there, naming the variable', async () => {
  await anAdmin();
  const wrapped = 'v1.another.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA';
  // Any tenant may be the one looked at.
  for (const { id } of await system().tenant.findMany({ select: { id: true } })) {
    await inTenant(id, (tx) => tx.$executeRaw`update data_keys set wrapped = ${wrapped}`);
  }
  await expect(requireKeys()).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('MAILGRANT_KEYS'),
  });
});
