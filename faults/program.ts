import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Message, Reply, Report } from './programs/message.ts';

const folder = fileURLToPath(new URL('programs/', import.meta.url));

/** A process of its own that does what it is told, until it is stopped, killed, or ended with us. */
export type Program<Told = Message> = {
  pid: number;
  /** Rejects when the work throws there, or the process ends before it is done. */
  tell: <Answer>(message: Told) => Promise<Answer>;
  /** Hears what it reports by itself. */
  onReport: (hear: (report: Report) => void) => void;
  signal: (name: NodeJS.Signals) => void;
  /** SIGKILL; resolves when nothing of it is left. */
  kill: () => Promise<void>;
};

/**
 * Starts `faults/programs/NAME.ts`, or the program at an absolute path; resolves when it listens. `preload` is another
 * program of that folder.
 */
export async function startProgram<Told = Message>(
  name: string,
  env: Record<string, string>,
  { preload }: { preload?: string } = {},
): Promise<Program<Told>> {
  const at = (program: string) => path.resolve(folder, `${program}.ts`);
  const child = spawn(process.execPath, [...(preload ? ['--import', at(preload)] : []), at(name)], {
    env: { NODE_ENV: 'test', ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit').then(() => 'gone' as const);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const hearers: ((report: Report) => void)[] = [];
  const ready = Promise.withResolvers<void>();
  child.on('message', (message: Reply | Report | 'ready') => {
    if (message === 'ready') return ready.resolve();
    if ('at' in message) {
      for (const hear of hearers) hear(message);
      return;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) asked?.resolve(message.answer);
    else asked?.reject(new Error(`${name}: ${message.error}`));
  });
  child.once('exit', (code, signal) => {
    for (const asked of waiting.values()) asked.reject(new Error(`${name} ended: ${signal ?? code}`));
  });
  if ((await Promise.race([ready.promise, gone])) === 'gone') throw new Error(`${name} ended before it was ready.`);
  let told = 0;
  return {
    pid: child.pid ?? 0,
    tell: <Answer>(message: Told) => {
      const asked = Promise.withResolvers<unknown>();
      told += 1;
      waiting.set(told, asked);
      child.send({ id: told, message: message as object });
      return asked.promise as Promise<Answer>;
    },
    onReport: (hear) => void hearers.push(hear),
    signal: (signal) => void child.kill(signal),
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
