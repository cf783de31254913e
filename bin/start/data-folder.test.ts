import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDataFolder } from './data-folder.ts';
import { keyRing } from './keys.ts';

let parent = '';
let dataFolder = '';

beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'mailgrant-start-'));
  dataFolder = path.join(parent, 'some', 'data');
});

afterEach(() => rm(parent, { recursive: true, force: true }));

it('belongs to one start at a time, and to the next one afterwards', async () => {
  const lock = await openDataFolder(dataFolder);
  await expect(openDataFolder(dataFolder)).rejects.toThrow(
    `Mailgrant already runs with ${dataFolder} (process ${process.pid})`,
  );
  await lock.release();
  const again = await openDataFolder(dataFolder);
  expect(again.afterKill).toBe(false);
  await again.release();
  expect(await readdir(dataFolder)).toEqual(['log']);
});

it('is taken over from a start that was killed, even when its number lives again', async () => {
  const lock = await openDataFolder(dataFolder);
  await writeFile(path.join(dataFolder, 'start.lock'), `${process.pid} another-boot/1`);
  expect((await openDataFolder(dataFolder)).afterKill).toBe(true);
  await lock.release();
});

it('gets one key of 256 bits, for its owner alone, and keeps it', async () => {
  const lock = await openDataFolder(dataFolder);
  const settings = { dataFolder, databaseUrl: undefined, keys: undefined };
  const made = await keyRing(settings);
  expect(made).toMatch(/^k1:[A-Za-z0-9+/]{43}=$/);
  expect((await stat(path.join(dataFolder, 'keys'))).mode & 0o777).toBe(0o600);
  expect(await keyRing(settings)).toBe(made);
  expect((await readFile(path.join(dataFolder, 'keys'), 'utf8')).trim()).toBe(made);
  await lock.release();
});

it('gets no new key when a database is there that an older one sealed', async () => {
  await openDataFolder(path.join(dataFolder, 'postgres'));
  await expect(keyRing({ dataFolder, databaseUrl: undefined, keys: undefined })).rejects.toThrow('keys is gone');
  expect(await readdir(dataFolder)).not.toContain('keys');
});

it('refuses a database of one’s own without keys of one’s own', async () => {
  const settings = { dataFolder, databaseUrl: 'postgresql://u@h/d', keys: undefined };
  await expect(keyRing(settings)).rejects.toThrow('DATABASE_URL is set and MAILGRANT_KEYS is not');
  expect(await keyRing({ ...settings, keys: 'k1:given' })).toBe('k1:given');
});
