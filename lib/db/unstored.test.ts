import { expect, it, vi } from 'vitest';
import { unstored } from './unstored.ts';

it('is one list for all copies of the module in a process', async () => {
  const database = Promise.withResolvers<string>();
  const work = unstored(database.promise);
  vi.resetModules();
  const copy = await import('./unstored.ts');
  expect(copy.unstored).not.toBe(unstored);
  let over = false;
  const end = copy.allStored().then(() => {
    over = true;
  });
  await new Promise(setImmediate);
  expect(over).toBe(false);
  database.resolve('stored');
  expect(await work).toBe('stored');
  await end;
});
