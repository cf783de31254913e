import { afterEach, expect, it, vi } from 'vitest';
import { within } from './index.ts';

const never = new Promise<never>(() => undefined);
const tooLate = () => {
  throw new Error('too late');
};

afterEach(() => {
  vi.restoreAllMocks();
});

it('gives what the work gives, also how it fails, and leaves no clock behind that keeps the process alive', async () => {
  const timeouts = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timeouts();
  expect(await within(60_000, Promise.resolve('done'), tooLate)).toBe('done');
  await expect(within(60_000, Promise.reject(new Error('failed')), tooLate)).rejects.toThrow('failed');
  expect(timeouts()).toBe(before);
});

it.each([5, 0, -1_000])('gives or throws what is said for being late, after %d ms', async (limitMs) => {
  expect(await within(limitMs, never, () => 'late')).toBe('late');
  await expect(within(limitMs, never, tooLate)).rejects.toThrow('too late');
});

it('leaves work that was too late to itself, however it ends', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  const work = Promise.withResolvers<never>();
  expect(await within(1, work.promise, () => 'late')).toBe('late');
  work.reject(new Error('afterwards'));
  await new Promise(setImmediate);
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});
