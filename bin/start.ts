import { secretVariables } from './start/children.ts';
import { openDataFolder } from './start/data-folder.ts';
import { readyDatabase } from './start/database.ts';
import { onRunnerGone } from './start/follow-runner.ts';
import { keyVariables } from './start/keys.ts';
import { Ended, Life } from './start/life.ts';
import { type FolderLock, requireUnlocked } from './start/lock.ts';
import { forbidCoreDumps } from './start/no-core-dumps.ts';
import { requireFreePort, wantedPorts } from './start/ports.ts';
import { readyBuild, startSandbox, startWeb, startWorker } from './start/programs.ts';
import { sentenceFor } from './start/refusal.ts';
import { during, say } from './start/report.ts';
import { productVersion, readSettings, type Settings } from './start/settings.ts';
import { addresses } from './start/welcome.ts';

forbidCoreDumps();
const life = new Life();
onRunnerGone(() => life.end());
try {
  const settings = readSettings(process.env, process.argv.slice(2));
  say(`Mailgrant ${productVersion()}`);
  // From here on in `settings`: what is started below, PostgreSQL too, inherits this environment.
  for (const name of secretVariables) delete process.env[name];
  const afterKill = await requireUnlocked(settings.dataFolder);
  for (const wish of wantedPorts(settings)) await requireFreePort(wish, afterKill ? 10_000 : 0);
  const lock = await openDataFolder(settings.dataFolder);
  await start(settings).finally(() => stop(lock));
} catch (error) {
  if (!(error instanceof Ended)) {
    process.exitCode = 1;
    process.stderr.write(`\n${sentenceFor(error)}\n`);
  }
}
process.exit();

async function stop(lock: FolderLock): Promise<void> {
  const everything = () => life.stopAll();
  if (life.runs) await during('\nStopping', everything, () => 'stopped');
  await lock.release();
}

/** Starts everything and resolves when it is to end; rejects with what went wrong. */
async function start(settings: Settings): Promise<void> {
  const keys = await keyVariables(settings);
  const databaseUrl = await readyDatabase(settings, life);
  life.signal.throwIfAborted();
  const env = {
    NODE_ENV: settings.dev ? 'development' : 'production',
    PORT: String(settings.port),
    PUBLIC_URL: settings.publicUrl,
    NEXTAUTH_URL: settings.publicUrl,
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: databaseUrl,
    ...keys,
    ...(settings.providersFile ? { PROVIDERS_FILE: settings.providersFile } : {}),
    ...(settings.signInFile ? { SIGN_IN_FILE: settings.signInFile } : {}),
    ...(settings.setupCode ? { SETUP_CODE: settings.setupCode } : {}),
  };
  // What is imported from here on reads it too.
  Object.assign(process.env, env);
  if (!settings.dev) await readyBuild(life);
  life.signal.throwIfAborted();
  const sandbox = settings.demo ? await startSandbox(settings, life) : {};
  life.signal.throwIfAborted();
  const { welcome } = await import('./start/people.ts');
  const signIn = await welcome(settings);
  life.signal.throwIfAborted();
  await startWorker(settings, { ...env, ...sandbox }, life);
  await startWeb(settings, { ...env, ...sandbox }, life);
  for (const line of addresses(settings, signIn)) say(line);
  await life.over();
}
