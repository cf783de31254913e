import path from 'node:path';
import { type Cluster, startCluster } from '#lib/db/embedded-cluster.ts';
import { endOf } from './children.ts';
import { keepRunning, type Running } from './keep-running.ts';
import type { Life } from './life.ts';
import { Refusal } from './refusal.ts';
import type { Settings } from './settings.ts';

/** Starts the PostgreSQL of the data folder and keeps it running, always at the address that is answered. */
export async function embeddedDatabase({ dataFolder }: Pick<Settings, 'dataFolder'>, life: Life): Promise<string> {
  const options = { home: path.join(dataFolder, 'postgres'), durable: true };
  const first = await startCluster({ ...options, signal: life.signal }).catch((error: Error) => {
    life.signal.throwIfAborted();
    throw new Refusal(error.message, { cause: error });
  });
  const again = async (signal: AbortSignal) => runningOf(await startCluster({ ...options, signal, again: first }));
  await keepRunning({ name: 'database', running: runningOf(first), again }, life);
  return first.databaseUrl;
}

function runningOf({ process: server, stop, logFile }: Cluster): Running {
  return {
    ended: endOf(server),
    lastWords: () => `PostgreSQL’s own words are in ${logFile}.`,
    stop,
    // PostgreSQL's immediate shutdown: nothing committed is lost, the next start replays its log.
    kill: () => void server.kill('SIGQUIT'),
  };
}
