import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { reachableHome } from './embedded-place.ts';

/** Nobody's numbers: what is closed to others is closed to this account. */
const account = { uid: 65_533, gid: 65_533 };
let parent = '';
let wanted = '';
let fallback = '';

beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'mailgrant-place-'));
  wanted = path.join(parent, 'closed', 'postgres');
  fallback = path.join(parent, 'fallback');
  await mkdir(path.dirname(wanted), { mode: 0o700 });
});
afterEach(() => rm(parent, { recursive: true, force: true }));

it('is the wanted folder where the account can enter it', async () => {
  await Promise.all([parent, path.dirname(wanted)].map((folder) => chmod(folder, 0o755)));
  expect(await reachableHome(wanted, account, fallback)).toBe(wanted);
});

it('is another where it cannot, the same from start to start', async () => {
  const home = await reachableHome(wanted, account, fallback);
  expect(path.dirname(home)).toBe(fallback);
  expect(await reachableHome(wanted, account, fallback)).toBe(home);
});

it('is a new one for who removed the wanted folder to begin anew', async () => {
  const home = await reachableHome(wanted, account, fallback);
  await rm(wanted, { recursive: true });
  expect(await reachableHome(wanted, account, fallback)).not.toBe(home);
});
