import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDataFolder } from './data-folder.ts';
import { keyRing } from './keys.ts';
import { requireUnlocked } from './lock.ts';

let parent = '';
let dataFolder = '';

beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'mailgrant-start-'));
  dataFolder = path.join(parent, 'some', 'data');
});

afterEach(() => rm(parent, { recursive: true, force: true }));

it('belongs to one start at a time, and to the next one afterwards', async () => {
  const lock = await openDataFolder(dataFolder);
  const sentence = `Mailgrant already runs with ${dataFolder} (process ${process.pid})`;
  await expect(requireUnlocked(dataFolder)).rejects.toThrow(sentence);
  await expect(openDataFolder(dataFolder)).rejects.toThrow(sentence);
  await lock.release();
  expect(await requireUnlocked(dataFolder)).toBe(false);
  await (await openDataFolder(dataFolder)).release();
  expect(await readdir(dataFolder)).toEqual(['log']);
});

it('belongs to one of two that begin in the same moment', async () => {
  const both = await Promise.allSettled([openDataFolder(dataFolder), openDataFolder(dataFolder)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

it('is taken over from a start that was killed, even when its number lives again', async () => {
  await openDataFolder(dataFolder);
  await writeFile(path.join(dataFolder, 'start.lock'), `${process.pid} another-boot/1`);
  expect(await requireUnlocked(dataFolder)).toBe(true);
  await (await openDataFolder(dataFolder)).release();
});

it('is looked at before it is made', async () => {
  expect(await requireUnlocked(dataFolder)).toBe(false);
  expect(await readdir(parent)).toEqual([]);
});

it('cannot be a file', async () => {
  const file = path.join(parent, 'file');
  await writeFile(file, '');
  const sentence = `DATA_DIR needs a folder, and ${file} is a file: name another.`;
  await expect(openDataFolder(file)).rejects.toThrow(sentence);
  await expect(openDataFolder(path.join(file, 'below'))).rejects.toThrow(sentence);
});

it('gets one key of 256 bits, for its owner alone, and keeps it', async () => {
  const lock = await openDataFolder(dataFolder);
  const settings = { dataFolder, keys: undefined };
  const made = await keyRing(settings);
  expect(made).toMatch(/^k1:[A-Za-z0-9+/]{43}=$/);
  expect((await stat(path.join(dataFolder, 'keys'))).mode & 0o777).toBe(0o600);
  expect(await keyRing(settings)).toBe(made);
  expect((await readFile(path.join(dataFolder, 'keys'), 'utf8')).trim()).toBe(made);
  await lock.release();
});

it.each(['data', 'location'])('gets no new key when postgres/%s says that an older one sealed', async (sign) => {
  await openDataFolder(path.join(dataFolder, 'postgres', sign));
  await expect(keyRing({ dataFolder, keys: undefined })).rejects.toThrow(
    `There are no keys: ${dataFolder}/keys is missing and MAILGRANT_KEYS is not set.`,
  );
  expect(await readdir(dataFolder)).not.toContain('keys');
});

it('gets its keys after a first start that failed before there was a database', async () => {
  await openDataFolder(path.join(dataFolder, 'postgres'));
  expect(await keyRing({ dataFolder, keys: undefined })).toMatch(/^k1:/);
});

it('says what is wrong with a file of keys that was changed, and not what it holds', async () => {
  await openDataFolder(dataFolder);
  await writeFile(path.join(dataFolder, 'keys'), 'k1:dGhlLXNlY3JldA==\n');
  const refused = expect(keyRing({ dataFolder, keys: undefined })).rejects;
  await refused.toThrow(
    `${dataFolder}/keys cannot be used: the key of entry 1 is not 32 bytes in base64. The secrets in`,
  );
  await expect(keyRing({ dataFolder, keys: undefined })).rejects.not.toThrow('dGhlLXNlY3JldA');
});

it('does not look for a file where keys are given', async () => {
  expect(await keyRing({ dataFolder, keys: 'k1:given' })).toBe('k1:given');
  expect(await readdir(parent)).toEqual([]);
});
