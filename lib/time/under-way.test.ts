import { expect, it } from 'vitest';
import { createUnderWay } from './index.ts';

it('counts what is under way until it is done, waits for none of it, and settles when all is', async () => {
  const work = createUnderWay(2);
  const [one, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  work.begin('one', () => one.promise);
  work.begin('other', () => other.promise);
  expect([work.names(), work.free()]).toEqual([['one', 'other'], 0]);
  one.resolve();
  await expect.poll(work.names).toEqual(['other']);
  let isSettled = false;
  const settled = work.settled().then(() => {
    isSettled = true;
  });
  await new Promise(setImmediate);
  expect(isSettled).toBe(false);
  other.resolve();
  await settled;
  expect(work.free()).toBe(2);
});
