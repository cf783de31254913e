import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Running } from './keep-running.ts';
import { root } from './settings.ts';

export type ChildOptions = {
  /** Script and arguments for our own Node: a package runner in between would survive as an orphan. */
  script: string[];
  env: Record<string, string>;
  /** The file its output is added to; absent: through to ours. */
  logFile?: string | undefined;
  /** Takes the output instead. */
  output?: (chunk: string) => void;
  /** How long it may take to stop by itself. */
  graceMs: number;
};

const keptLines = 20;
/** A process that left the group may hold the output open. */
const lastWordsMs = 500;

/** What opens the database, the secrets in it, the set-up and a mail server: only for children that are given it by name. */
export const secretVariables = ['DATABASE_URL', 'MAILGRANT_KEYS', 'MAILGRANT_KEYS_FILE', 'SETUP_CODE', 'SYSTEM_MAIL'];

/** Starts a program in a process group of its own, so that Ctrl-C in the terminal reaches only the start. */
export function startChild(options: ChildOptions): Running {
  const watch = new URL('./follow-parent.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', watch, ...options.script], {
    cwd: root,
    env: { ...environmentWithoutSecrets(), ...options.env },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin?.on('error', () => {});
  const lastWords = keepOutput(child, options);
  const kill = () => signalGroup(child, 'SIGKILL');
  // Its own children too: one left over would hold its port.
  child.once('exit', kill);
  return { ended: endOf(child), lastWords, kill, stop: () => stop(child, options.graceMs) };
}

/** Resolves with how the process ended, once its last words are read. */
export function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    const tell = () =>
      resolve(child.signalCode ? `was ended by ${child.signalCode}` : `ended with code ${child.exitCode}`);
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('close', tell);
    child.once('exit', () => setTimeout(tell, lastWordsMs));
    if (child.exitCode !== null || child.signalCode !== null) tell();
  });
}

function environmentWithoutSecrets(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of secretVariables) delete env[name];
  return env;
}

function keepOutput(child: ChildProcess, { logFile, output }: ChildOptions): () => string {
  const log = logFile ? createWriteStream(logFile, { flags: 'a', mode: 0o600 }) : undefined;
  log?.on('error', () => {});
  child.once('close', () => log?.end());
  let tail = '';
  const keep = (terminal: NodeJS.WriteStream) => (chunk: Buffer) => {
    if (output) output(String(chunk));
    else (log ?? terminal).write(chunk);
    tail = `${tail}${chunk}`.split('\n').slice(-keptLines).join('\n');
  };
  child.stdout?.on('data', keep(process.stdout));
  child.stderr?.on('data', keep(process.stderr));
  return () => tail.trim();
}

async function stop(child: ChildProcess, graceMs: number): Promise<void> {
  if (!isAlive(child)) return;
  const gone = once(child, 'exit');
  signalGroup(child, 'SIGTERM');
  const timer = new AbortController();
  await Promise.race([gone, pause(graceMs, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
  signalGroup(child, 'SIGKILL');
  await gone;
}

const isAlive = (child: ChildProcess) =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // ESRCH: nobody of the group is left.
  }
}

/** The log of this run, empty; the one before it stays beside it, for whoever asks why it ended. */
export function freshLog(dataFolder: string, name: string): string {
  const file = path.join(dataFolder, 'log', `${name}.log`);
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return file;
}
