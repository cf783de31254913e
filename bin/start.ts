import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { config } from '#lib/config/index.ts';
import { readyDatabase } from './start/database.ts';
import { keyRing } from './start/keys.ts';
import { Ended, Life } from './start/life.ts';
import { lockDataFolder } from './start/lock.ts';
import { requireFreePort } from './start/ports.ts';
import { readyBuild, startSandbox, startWeb, startWorker } from './start/programs.ts';
import { sentenceFor } from './start/refusal.ts';
import { during, say } from './start/report.ts';
import { productVersion, readSettings, type Settings } from './start/settings.ts';

const life = new Life();
try {
  await start(readSettings(process.env, process.argv.slice(2)));
  await life.over();
} catch (error) {
  if (!(error instanceof Ended)) {
    process.exitCode = 1;
    process.stderr.write(`\n${sentenceFor(error)}\n`);
  }
}
if (process.exitCode !== 1) say('');
await during(
  'Stopping',
  () => life.stopAll(),
  () => 'stopped',
);

async function start(settings: Settings): Promise<void> {
  say(`Mailgrant ${productVersion()}`);
  await mkdir(path.join(settings.dataFolder, 'log'), { recursive: true });
  // Others may pass through, not look: PostgreSQL, started by root, works as another user.
  await chmod(settings.dataFolder, 0o711);
  const unlock = await lockDataFolder(settings.dataFolder);
  life.add({ stop: unlock, hurry: () => {} });
  await requireFreePort(settings.port, 'PORT', 'the web server');
  if (settings.demo) {
    await requireFreePort(settings.sandboxPort, 'SANDBOX_PORT', 'the sandbox');
    await requireFreePort(settings.sandboxSmtpPort, 'SANDBOX_SMTP_PORT', 'the sandbox’s mail server');
  }
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
}

function ready(settings: Settings, signIn: string[]): void {
  const sandbox = `http://localhost:${settings.sandboxPort}`;
  say('');
  say(`  Mailgrant   ${settings.publicUrl}`);
  for (const [index, line] of signIn.entries()) say(`  ${index === 0 ? 'Sign in as' : '          '}  ${line}`);
  if (settings.demo) {
    say(`  Sandbox     ${sandbox}   a Microsoft 365 to try it with: registrations, consent, mailboxes`);
    say(`  Data        ${settings.dataFolder}   (logs in ${path.join(settings.dataFolder, 'log')})`);
  }
  say('');
  say('  Ctrl-C stops everything.');
}
