import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, renameSync, type WriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './settings.ts';

export type ChildOptions = {
  name: string;
  /** Script and arguments for our own Node: a package runner in between would survive as an orphan. */
  script: string[];
  env: Record<string, string>;
  /** The file its output goes to; absent: through to ours. */
  logFile?: string | undefined;
  /** Takes the output instead. */
  output?: (chunk: string) => void;
  /** How long it may take to stop by itself. */
  graceMs: number;
};

export type Child = {
  name: string;
  /** Resolves with one sentence when the process is gone, whatever the reason. */
  ended: Promise<string>;
  lastWords: () => string;
  stop: () => Promise<void>;
  kill: () => void;
};

const keptLines = 20;

/** What opens the database, the secrets in it, and the set-up: only for children that are given it by name. */
export const secretVariables = ['DATABASE_URL', 'MAILGRANT_KEYS', 'SETUP_CODE'];

/** Starts a program in a process group of its own, so that Ctrl-C in the terminal reaches only the start. */
export function startChild(options: ChildOptions): Child {
  const watch = new URL('./follow-parent.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', watch, ...options.script], {
    cwd: root,
    env: { ...environmentWithoutSecrets(), ...options.env },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin?.on('error', () => {});
  const lastWords = keepOutput(child, options);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`));
  });
  const kill = () => signalGroup(child, 'SIGKILL');
  return { name: options.name, ended, lastWords, kill, stop: () => stop(child, options.graceMs) };
}

function environmentWithoutSecrets(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of secretVariables) delete env[name];
  return env;
}

function keepOutput(child: ChildProcess, { logFile, output }: ChildOptions): () => string {
  const log = logFile ? freshLog(logFile) : undefined;
  log?.on('error', () => {});
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
  // Its own children too, should it have left any.
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

/** The file that a child writes its output to. */
export function logFileOf(dataFolder: string, name: string): string {
  return path.join(dataFolder, 'log', `${name}.log`);
}

/** A log of this run; the one before it stays beside it, for whoever asks why it ended. */
function freshLog(file: string): WriteStream {
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return createWriteStream(file, { flags: 'w', mode: 0o600 });
}
