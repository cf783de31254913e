import { beforeAll, expect, it, vi } from 'vitest';
import { createConnection } from '#lib/connections/index.ts';
import { forgetKeys, tellKeys } from '#lib/db/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { continueRotation, keysStatus, retireKey, rotateKeys } from './index.ts';

const database = useDatabase();
const operator = { kind: 'operator', name: 'root' } as const;
const never = new AbortController().signal;

beforeAll(() => {
  const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
  vi.stubEnv('MAILGRANT_KEYS', `k2:${key(2)},k1:${key(1)}`);
});

const holder = (name: string, kids: string[], age = '0 s') =>
  database.asSuperuser('insert into key_holders values ($1, $2, now() - $3::interval)', [name, kids, age]);

it('goes over to the first key once every living process holds it, and says which does not', async () => {
  // As it was before the operator put a new key first.
  await database.asSuperuser(`insert into key_rotations values (2, 'k1', now(), 'root')`);
  const { ctx } = await anAdmin();
  await createConnection(ctx, { ...connectionInput(), clientSecret: 'abc8Q~canary' });
  const wrapped = () => database.asSuperuser<{ by: string }>(`select split_part(wrapped, '.', 2) as by from data_keys`);
  expect(await wrapped()).toEqual([{ by: 'k1' }]);
  // Put first to be rotated to: nothing to be thrown away.
  expect((await keysStatus()).keys[1]).toEqual({ kid: 'k2', kind: 'operator', seals: 0, state: 'next' });
  await expect(retireKey(operator, 'k2')).rejects.toMatchObject({ message: expect.stringContaining('keys rotate') });
  await tellKeys('web one');
  await holder('worker two', ['k1']);
  await holder('worker that is long gone', ['k1'], '1 minute');

  await expect(rotateKeys(operator)).rejects.toMatchObject({
    code: 'conflict',
    message:
      'Not every running process holds the key k2: worker two could read nothing that it wraps. Start them anew with the same MAILGRANT_KEYS, then rotate.',
  });
  expect(await wrapped()).toEqual([{ by: 'k1' }]);
  await expect(retireKey(operator, 'k1')).rejects.toMatchObject({ message: expect.stringContaining('wraps every') });

  await forgetKeys('worker two');
  expect(await rotateKeys(operator)).toMatchObject({ dataKey: 'd3', operatorKey: { kid: 'k2', isNew: true } });
  expect(await wrapped()).toEqual([{ by: 'k2' }, { by: 'k2' }]);
  await continueRotation(never);
  expect(await retireKey(operator, 'k1')).toMatchObject({ kid: 'k1', isRemoved: false });

  // Nothing newer is named: the data keys change alone.
  expect(await rotateKeys(operator)).toMatchObject({ dataKey: 'd4', operatorKey: { kid: 'k2', isNew: false } });
  expect((await keysStatus()).keys).toContainEqual({ kid: 'd4', kind: 'data', seals: 0, state: 'current' });
});
