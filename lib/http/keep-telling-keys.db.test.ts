import { beforeAll, expect, it, vi } from 'vitest';
import { useDatabase } from '#lib/testing/database.ts';
import { doAtEnd } from './at-end.ts';
import { keepTellingKeys } from './keep-telling-keys.ts';

const database = useDatabase();
beforeAll(() => {
  vi.stubEnv('MAILGRANT_KEYS', `k1:${Buffer.alloc(32, 1).toString('base64')}`);
});

it('tells the keys of a web server while it runs, and no more once it has ended', async () => {
  const holders = () => database.asSuperuser<{ name: string; kids: string[] }>('select name, kids from key_holders');
  keepTellingKeys();
  await expect.poll(holders).toEqual([{ name: expect.stringMatching(/^web /), kids: ['k1'] }]);
  await doAtEnd();
  expect(await holders()).toEqual([]);
});
