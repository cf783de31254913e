import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { log } from '#lib/log/index.ts';
import { every } from './every.ts';

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

it('goes on through failures, and tells when they begin, change and end', async () => {
  const lines: string[] = [];
  vi.spyOn(log(), 'error').mockImplementation((fields) => {
    lines.push((fields as unknown as { err: Error }).err.message);
  });
  vi.spyOn(log(), 'info').mockImplementation((_fields, text) => {
    lines.push(String(text));
  });
  const turns = ['well', 'away', 'away', 'away', 'starting', 'well', 'well', 'away'];
  const ending = new AbortController();
  await every(
    1,
    'work',
    async () => {
      const turn = turns.shift();
      if (turns.length === 0) ending.abort();
      if (turn !== 'well') throw new Error(turn);
    },
    ending.signal,
  );
  expect(lines).toEqual(['away', 'starting', 'works again', 'away']);
});
