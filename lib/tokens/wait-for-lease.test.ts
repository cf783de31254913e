import { expect, it } from 'vitest';
import { holdLease, isHeldHere } from './wait-for-lease.ts';

it('is held here until the last holder is done: one that ends late does not take the mark of the next', async () => {
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held = holdLease('tenant', 'connection', first.promise);
  const heldNext = holdLease('tenant', 'connection', second.promise);

  first.resolve();
  await held;
  expect(isHeldHere('tenant', 'connection')).toBe(true);

  second.resolve();
  await heldNext;
  expect(isHeldHere('tenant', 'connection')).toBe(false);
});
