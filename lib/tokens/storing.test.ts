import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { allStored } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { log } from '#lib/log/index.ts';
import { storing } from './storing.ts';

// The log reads the configuration, which names a database; none is asked.
beforeAll(() => {
  vi.stubEnv('DATABASE_URL', 'postgresql://nobody@127.0.0.1:1/none');
});
afterAll(() => {
  vi.unstubAllEnvs();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const databaseAway = () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

it('holds what was received until the database is back, and says so once', async () => {
  const warned = vi.spyOn(log(), 'warn');
  let tries = 0;
  const stored = await storing(async () => {
    tries += 1;
    if (tries < 4) throw databaseAway();
    return 'stored';
  });
  expect([stored, tries]).toEqual(['stored', 4]);
  expect(warned).toHaveBeenCalledTimes(1);
});

it.each([
  ['a bug', new TypeError('undefined is not a function'), 1],
  ['an error without a mark', new Error('Tenant t has no data key in use.'), 1],
  ['a refusal, which is an answer', new AppError('not_found', 'There is no such connection.'), 0],
])('does not try again, nor stay silent: %s', async (_name, error, logged) => {
  const said = vi.spyOn(log(), 'error');
  const store = vi.fn(() => Promise.reject(error));
  await expect(storing(store, { tenantId: 't' })).rejects.toBe(error);
  expect(store).toHaveBeenCalledTimes(1);
  expect(said).toHaveBeenCalledTimes(logged);
});

it('lets a process know when nothing is left to be stored, also where that failed', async () => {
  const database = Promise.withResolvers<string>();
  const order: string[] = [];
  const work = [
    storing(() => database.promise).then(() => order.push('stored')),
    storing(() => database.promise.then(() => Promise.reject(new TypeError('a bug')))).catch(() =>
      order.push('failed'),
    ),
  ];
  const end = allStored().then(() => order.push('over'));
  await Promise.resolve();
  expect(order).toEqual([]);
  database.resolve('');
  await Promise.all([...work, end]);
  expect(order.at(-1)).toBe('over');
  expect(order).toHaveLength(3);
});
