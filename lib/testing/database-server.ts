import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startCluster } from '#lib/db/embedded-cluster.ts';
import { migrate } from '#lib/db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `useDatabase` clones its databases. */
    databaseServer: { superuserUrl: string; ownerUrl: string };
  }
}

/** Vitest's global set-up: one PostgreSQL for the whole run, migrated once; every test file works on a clone of it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(path.join(tmpdir(), 'mailgrant-test-'));
  // Run by root, PostgreSQL works as another user, who must be able to enter.
  await chmod(home, 0o755);
  const cluster = await startCluster({ home, durable: false });
  const tearDown = async () => {
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  };
  try {
    await migrate(cluster.databaseUrl);
  } catch (error) {
    await tearDown();
    throw error;
  }
  project.provide('databaseServer', { superuserUrl: cluster.superuserUrl, ownerUrl: cluster.databaseUrl });
  return tearDown;
}
