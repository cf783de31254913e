import { access, chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataFolder } from '#bin/start/data-folder.ts';
import { folderHolder } from '#bin/start/lock.ts';
import { runningCluster, startCluster } from '#lib/db/embedded-cluster.ts';
import { runAdmin } from '#lib/testing/run-admin.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailgrant-command-'));
  // Run by root, PostgreSQL works as another user, who must be able to enter.
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const embedded = { DATABASE_URL: '', MAILGRANT_KEYS: '' };
const admin = (line: string) => runAdmin(folder, line.split(' '), embedded);
const home = () => path.join(folder, 'postgres');

it('starts the embedded database where nothing runs, for one command after the other, and leaves nothing behind', async () => {
  const made = await Promise.all([
    admin('tenant create --slug contoso --name Contoso'),
    admin('tenant create --slug fabrikam --name Fabrikam'),
  ]);
  for (const { exitCode, stderr } of made) expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(await folderHolder(folder)).toBeNull();
  await expect(access(path.join(folder, 'start.lock'))).rejects.toThrow();
  expect(await runningCluster(home())).toBeNull();
}, 120_000);

it('uses the database of the product that runs, and never one of its own beside it', async () => {
  const lock = await openDataFolder(folder);
  const tooEarly = await admin('connection status --tenant contoso');
  expect(tooEarly).toMatchObject({ exitCode: 1, stdout: '' });
  expect(tooEarly.stderr).toMatch(/^Mailgrant with .+ \(process \d+\) is still starting, or runs with older code/);
  const product = await startCluster({ home: home(), durable: false });
  try {
    expect(await runningCluster(home())).toBe(product.databaseUrl);
    expect(await admin('connection status --tenant contoso')).toMatchObject({ exitCode: 3, stderr: '' });
    // Left behind by a start that was killed: others may still be storing what they hold.
    await lock.release();
    expect(await admin('connection status --tenant fabrikam')).toMatchObject({ exitCode: 3, stderr: '' });
    expect(product.process.exitCode).toBeNull();
    expect(await runningCluster(home())).toBe(product.databaseUrl);
  } finally {
    await product.stop();
  }
}, 120_000);
