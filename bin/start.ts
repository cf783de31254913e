import path from 'node:path';
import { config } from '#lib/config/index.ts';
import { providers } from '#lib/providers/index.ts';
import { secretVariables } from './start/children.ts';
import { openDataFolder } from './start/data-folder.ts';
import { readyDatabase } from './start/database.ts';
import { keyRing } from './start/keys.ts';
import { Ended, Life } from './start/life.ts';
import type { FolderLock } from './start/lock.ts';
import { type PortWish, requireFreePort } from './start/ports.ts';
import { readyBuild, startSandbox, startWeb, startWorker } from './start/programs.ts';
import { sentenceFor } from './start/refusal.ts';
import { during, say } from './start/report.ts';
import { productVersion, readSettings, type Settings } from './start/settings.ts';

const life = new Life();
try {
  const settings = readSettings(process.env, process.argv.slice(2));
  say(`Mailgrant ${productVersion()}`);
  // From here on in `settings`: what is started below, PostgreSQL too, inherits this environment.
  for (const name of secretVariables) delete process.env[name];
  const lock = await openDataFolder(settings.dataFolder);
  await start(settings, lock).finally(() => stop(lock));
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
async function start(settings: Settings, lock: FolderLock): Promise<void> {
  const ports: PortWish[] = [
    { port: settings.port, variable: 'PORT', what: 'the web server', host: settings.host },
    { port: settings.sandboxPort, variable: 'SANDBOX_PORT', what: 'the sandbox' },
    { port: settings.sandboxSmtpPort, variable: 'SANDBOX_SMTP_PORT', what: 'the sandbox’s mail server' },
  ];
  const wanted = settings.demo ? ports : ports.slice(0, 1);
  for (const wish of wanted) await requireFreePort(wish, lock.afterKill ? 10_000 : 0);
  const keys = await keyRing(settings);
  const databaseUrl = await readyDatabase(settings, life);
  life.signal.throwIfAborted();
  const env = {
    NODE_ENV: settings.dev ? 'development' : 'production',
    PORT: String(settings.port),
    PUBLIC_URL: settings.publicUrl,
    NEXTAUTH_URL: settings.publicUrl,
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: databaseUrl,
    MAILGRANT_KEYS: keys,
    ...(settings.setupCode ? { SETUP_CODE: settings.setupCode } : {}),
  };
  // What is wrong with any other variable is said now, not by a child later.
  Object.assign(process.env, env);
  config();
  // The demo brings a file of its own.
  if (!settings.demo) providers();
  if (!settings.dev) await readyBuild(life);
  life.signal.throwIfAborted();
  const sandbox = settings.demo ? await startSandbox(settings, life) : {};
  life.signal.throwIfAborted();
  const { welcome } = await import('./start/people.ts');
  const signIn = await welcome(settings);
  life.signal.throwIfAborted();
  startWorker(settings, { ...env, ...sandbox }, life);
  await startWeb(settings, { ...env, ...sandbox }, life);
  ready(settings, signIn);
  await life.over();
}

function ready(settings: Settings, signIn: string[]): void {
  const sandbox = `http://localhost:${settings.sandboxPort}`;
  say('');
  say(`  Mailgrant   ${settings.publicUrl}`);
  for (const line of signIn) say(`  ${line}`);
  if (!settings.demo)
    say(`  Listens     http://${settings.host}:${settings.port}   your proxy ends TLS and passes requests on to it`);
  if (settings.demo) {
    say(`  Sandbox     ${sandbox}   a Microsoft 365 to try it with: registrations, consent, mailboxes`);
    say(`  Data        ${settings.dataFolder}   (logs in ${path.join(settings.dataFolder, 'log')})`);
  }
  say('');
  say('  Ctrl-C stops everything.');
}
