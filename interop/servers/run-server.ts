import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { listening } from '#bin/start/reachable.ts';
import type { Place } from './place.ts';
import { processesIn, signalAll } from './processes.ts';

type Command = { program: string; args: string[]; env?: Record<string, string>; ports: number[] };

/** How long a server may take to answer, and to end. */
const patienceMs = 20_000;
const output = 'output.log';

/**
 * Starts a server that stays in the foreground, and resolves once each of its ports answers. `stop` resolves when
 * none of its processes is left.
 */
export async function runServer(place: Place, { program, args, env = {}, ports }: Command) {
  const words = openSync(place.at(output), 'a');
  const child = spawn(program, args, {
    cwd: place.folder,
    env: { NODE_ENV: 'test', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C', TMPDIR: place.folder, ...env },
    stdio: ['ignore', words, words],
    // A process group of its own, so that what it starts is known by it.
    detached: true,
  });
  const over = new AbortController();
  child.once('error', (error) => over.abort(error));
  child.once('exit', (code) => over.abort(new Error(`It ended with ${code}.`)));
  let ended: Promise<void> | undefined;
  const stop = () => {
    ended ??= child.pid === undefined ? Promise.resolve() : endAll(place.folder, child.pid);
    return ended;
  };

  const wait = { signal: over.signal, limitMs: patienceMs, otherwise: 'It does not answer.' };
  try {
    for (const port of ports) await listening(port, wait);
  } catch (error) {
    await stop();
    throw new Error(`${program} did not start.\n${place.read(output)}`, { cause: error });
  }
  return { stop };
}

async function endAll(folder: string, main: number): Promise<void> {
  signalAll([main], 'SIGTERM');
  const deadline = Date.now() + patienceMs;
  for (let left = processesIn(folder, main); left.length > 0; left = processesIn(folder, main)) {
    if (Date.now() > deadline) signalAll(left, 'SIGKILL');
    await pause(25);
  }
}
