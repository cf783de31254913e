import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { secretVariables } from '#bin/start/children.ts';
import { openDataFolder } from '#bin/start/data-folder.ts';
import { migrated } from '#bin/start/database.ts';
import { keyRing, keyVariables } from '#bin/start/keys.ts';
import { type FolderLock, folderHolder, type Holder } from '#bin/start/lock.ts';
import { sandboxReach } from '#bin/start/programs.ts';
import { Refusal } from '#bin/start/refusal.ts';
import { readSettings, type Settings } from '#bin/start/settings.ts';
import { runningCluster, startCluster } from '#lib/db/embedded-cluster.ts';
import { missingMigrations } from '#lib/db/migrate.ts';

type Database = { url: string; keys: Record<string, string>; close: () => Promise<void> };

/** Another command holds the folder for seconds. */
const commandLimitMs = 60_000;

/**
 * Does work with the database and the keys that `npm start` uses with the same environment. The embedded database is
 * that of the running product, or is started for as long as the work takes: never a second one over the same folder.
 *
 * @throws Refusal with one sentence where it cannot be had
 */
export async function withDatabase<T>(env: NodeJS.ProcessEnv, work: () => Promise<T>): Promise<T> {
  const settings = readSettings(env, []);
  // From here on in `settings`: a PostgreSQL started below inherits this environment.
  for (const name of secretVariables) delete env[name];
  const database = await databaseOf(settings);
  try {
    Object.assign(env, environmentOf(settings, database));
    const [{ disconnect }, { requireKeys }] = await Promise.all([
      import('#lib/db/index.ts'),
      import('#lib/tokens/index.ts'),
    ]);
    try {
      await requireKeys();
      return await work();
    } finally {
      await disconnect();
    }
  } finally {
    await database.close();
  }
}

function environmentOf(settings: Settings, { url, keys }: Database): Record<string, string> {
  const { publicUrl, providersFile, signInFile, demo } = settings;
  const sandbox = demo ? sandboxReach(settings) : {};
  // Written by the sandbox: before its first run there is none to reach.
  const reach = sandbox.PROVIDERS_FILE && existsSync(sandbox.PROVIDERS_FILE) ? sandbox : {};
  return {
    NODE_ENV: 'production',
    PUBLIC_URL: publicUrl,
    DATABASE_URL: url,
    ...keys,
    ...(providersFile ? { PROVIDERS_FILE: providersFile } : {}),
    ...(signInFile ? { SIGN_IN_FILE: signInFile } : {}),
    ...reach,
  };
}

async function databaseOf(settings: Settings): Promise<Database> {
  const { databaseUrl, dataFolder } = settings;
  if (databaseUrl) {
    await bringUpToDate(databaseUrl);
    return { url: databaseUrl, keys: await keyVariables(settings), close: async () => {} };
  }
  const holder = await enter(dataFolder);
  if ('pid' in holder) return ofTheProduct(settings, holder);
  try {
    const { url, stop } = await ofOurOwn(settings);
    const close = () => stop().finally(() => holder.release());
    return { url, keys: await keyVariables(settings), close };
  } catch (error) {
    await holder.release();
    throw error;
  }
}

/** The lock of the data folder, or the running product that has it. Another command is waited for. */
async function enter(dataFolder: string): Promise<FolderLock | Holder> {
  const deadline = Date.now() + commandLimitMs;
  for (;;) {
    const holder = await folderHolder(dataFolder);
    if (holder?.purpose === 'start') return holder;
    if (!holder || Date.now() > deadline) return openDataFolder(dataFolder, 'command');
    await pause(100);
  }
}

async function ofTheProduct(settings: Settings, { pid }: Holder): Promise<Database> {
  const { dataFolder } = settings;
  const url = await runningCluster(path.join(dataFolder, 'postgres'));
  const missing = url === null ? null : await missingMigrations(url).catch(() => null);
  if (url === null || missing === null || missing.length > 0) {
    throw new Refusal(
      `Mailgrant with ${dataFolder} (process ${pid}) is still starting, or runs with older code than this: wait until it prints its addresses, or start it anew, then try again.`,
    );
  }
  return { url, keys: await keyVariables(settings), close: async () => {} };
}

/** One that a killed start left running is used as it is: others may still be storing what they hold. */
async function ofOurOwn(settings: Settings): Promise<{ url: string; stop: () => Promise<void> }> {
  const home = path.join(settings.dataFolder, 'postgres');
  const left = await runningCluster(home);
  const missing = left === null ? null : await missingMigrations(left).catch(() => null);
  if (left !== null && missing?.length === 0) return { url: left, stop: async () => {} };
  // Before the cluster is made: keys are made only where there is none yet.
  await keyRing(settings);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(130));
  const cluster = await startCluster({ home, durable: true }).catch((error: Error) => {
    throw new Refusal(error.message, { cause: error });
  });
  try {
    await bringUpToDate(cluster.databaseUrl);
    return { url: cluster.databaseUrl, stop: cluster.stop };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Cheap where nothing is missing; where the database cannot be used, the migration says so. */
async function bringUpToDate(url: string): Promise<void> {
  const missing = await missingMigrations(url).catch(() => null);
  if (missing?.length !== 0) await migrated(url);
}
