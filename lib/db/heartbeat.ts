import { within } from '#lib/time/index.ts';
import { system } from './client.ts';

const staleAfterSeconds = 10;

/** Signs the worker's life; rows of workers gone for a day are removed. The clock is the database's. */
export async function beat(worker: string): Promise<void> {
  await system().$executeRaw`
    insert into worker_heartbeats (name, beat_at) values (${worker}, now())
    on conflict (name) do update set beat_at = excluded.beat_at`;
  await system().$executeRaw`delete from worker_heartbeats where beat_at < now() - interval '1 day'`;
}

/** Takes the worker's sign of life away: it stopped on purpose. */
export async function endBeat(worker: string): Promise<void> {
  await system().$executeRaw`delete from worker_heartbeats where name = ${worker}`;
}

/**
 * Why this installation cannot serve now: no database, or no worker heard of for 10 s. Empty when it can. Who asks wants
 * to know soon: a database that accepts and says nothing for `limitMs` is none.
 */
export async function reasonsNotReady(limitMs = 3_000): Promise<string[]> {
  try {
    const age = await within(limitMs, secondsSinceBeat(), notInTime);
    if (age === null) return ['No worker runs.'];
    return age < staleAfterSeconds ? [] : [`The worker was last heard of ${Math.round(age)} s ago.`];
  } catch {
    return ['The database does not answer.'];
  }
}

async function secondsSinceBeat(): Promise<number | null> {
  const [row] = await system().$queryRaw<{ age: number | null }[]>`
    select extract(epoch from now() - max(beat_at))::float8 as age from worker_heartbeats`;
  return row?.age ?? null;
}

function notInTime(): never {
  throw new Error('The database was silent.');
}
