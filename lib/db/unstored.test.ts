import { expect, it, vi } from 'vitest';
import { storedWithin, unstored } from './unstored.ts';

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

it('tells who ends the process whether all was finished and stored in time', async () => {
  const done = Promise.resolve();
  expect(await storedWithin(60_000, done)).toBe(true);

  const store = Promise.withResolvers<void>();
  // What is begun may leave something to be stored with its last step.
  const leaves = done.then(() => void unstored(store.promise));
  expect(await storedWithin(20, leaves)).toBe(false);
  const patient = storedWithin(60_000, leaves);
  store.resolve();
  expect(await patient).toBe(true);

  expect(await storedWithin(20, new Promise(() => undefined))).toBe(false);
});

it('takes what could not be stored for the end of it too: the log has told of it', async () => {
  const failed = unstored(Promise.reject(new Error('lost')));
  expect(await storedWithin(60_000, Promise.resolve())).toBe(true);
  await expect(failed).rejects.toThrow('lost');
});
