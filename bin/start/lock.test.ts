import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { folderHolder, lockDataFolder } from './lock.ts';
import { Refusal } from './refusal.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailgrant-lock-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['nobody', null],
  ['a start that was killed', '1 another-boot/1'],
  ['a start that was killed before it had written its mark', ''],
])('has one holder of several that begin in the same moment after %s', async (_who, left) => {
  for (let round = 0; round < 40; round += 1) {
    if (left !== null) await writeFile(path.join(folder, 'start.lock'), left);
    const tries = await Promise.allSettled(Array.from({ length: 4 }, () => lockDataFolder(folder)));
    const held = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(held).toHaveLength(1);
    for (const one of tries) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(Refusal);
    await held[0]?.release();
    expect(await readdir(folder)).toEqual([]);
  }
});

it('tells a command from the product, and a dead one from both', async () => {
  expect(await folderHolder(folder)).toBeNull();
  const lock = await lockDataFolder(folder, 'command');
  expect(await folderHolder(folder)).toEqual({ pid: process.pid, purpose: 'command' });
  await expect(lockDataFolder(folder)).rejects.toThrow('A command of “npm run admin” works with');
  await lock.release();
  const product = await lockDataFolder(folder);
  expect(await folderHolder(folder)).toEqual({ pid: process.pid, purpose: 'start' });
  await expect(lockDataFolder(folder, 'command')).rejects.toThrow('Mailgrant already runs with');
  await product.release();
  for (const left of ['1 another-boot/1', '1 another-boot/1 command']) {
    await writeFile(path.join(folder, 'start.lock'), left);
    expect(await folderHolder(folder)).toBeNull();
    await (await lockDataFolder(folder)).release();
  }
});
