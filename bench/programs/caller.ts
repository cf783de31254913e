import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import { listen } from '#faults/programs/listen.ts';
import type { Named } from '#faults/programs/message.ts';
import { hearsEverything, startHearing } from '#lib/db/index.ts';
import { accessToken, createRenewer, findDue } from '#lib/tokens/index.ts';
import type { AtOnce, Found, Gone, Kept, Message, Renewed } from './message.ts';

/** The product's token engine as web and worker run it, with a clock in its hand. */

let statements = 0;
const query = pg.Client.prototype.query;
pg.Client.prototype.query = function (this: pg.Client, ...asked: unknown[]) {
  // Not the word by which a process tries its own ears: no caller waits for that.
  if (!String(asked[0]).startsWith('notify')) statements += 1;
  return Reflect.apply(query, this, asked);
} as typeof query;

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

await startHearing();
listen<Message>(async (message) => {
  switch (message.do) {
    case 'ask for what is kept':
      return askForKept(message.grant, message.calls);
    case 'ask at once':
      return askAtOnce(message.grant, message.calls);
    case 'ask until it is gone':
      return askUntilGone(message.grant);
    case 'find what is due':
      return findTimes(message.times);
    case 'renew':
      return renew(message.turns);
  }
});

const ask = ({ tenantId, connectionId }: Named) => accessToken(tenantId, connectionId);

async function askForKept(grant: Named, calls: number): Promise<Kept> {
  const fromDatabase = await timed(20, () => accessToken(grant.tenantId, grant.connectionId, past));
  await ask(grant);
  while (!hearsEverything()) await nextTurn();
  await timed(1_000, () => ask(grant));
  statements = 0;
  const one = await timed(calls, () => ask(grant));
  const began = performance.now();
  await Promise.all(Array.from({ length: calls }, () => ask(grant)));
  return {
    medianMs: one[Math.floor(calls / 2)] ?? 0,
    slowMs: one[Math.floor(calls * 0.99)] ?? 0,
    atOnceMs: (performance.now() - began) / calls,
    statements,
    fromDatabaseMs: fromDatabase[10] ?? 0,
  };
}

/** Whatever was obtained since is good enough, but it is read. */
const past = { obtainedAfter: new Date(0) };

/** How long each of so many calls took, the shortest first. */
async function timed(calls: number, call: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let nth = 0; nth < calls; nth += 1) {
    const began = performance.now();
    await call();
    took.push(performance.now() - began);
    // As one who sends does: the process has other things to do as well.
    if (nth % 100 === 0) await nextTurn();
  }
  return took.sort((a, b) => a - b);
}

async function askAtOnce(grant: Named, calls: number): Promise<AtOnce> {
  const began = performance.now();
  let slowestMs = 0;
  const served = await Promise.all(
    Array.from({ length: calls }, async () => {
      const { kind } = await ask(grant);
      slowestMs = Math.max(slowestMs, performance.now() - began);
      return kind === 'token';
    }),
  );
  return { served: served.filter(Boolean).length, slowestMs };
}

async function askUntilGone(grant: Named): Promise<Gone> {
  while ((await ask(grant)).kind === 'token') await nextTurn();
  return { atMs: Date.now() };
}

async function findTimes(times: number): Promise<Found> {
  let found = 0;
  const took = await timed(times, async () => {
    found = (await findDue(new Date(), [], 20)).length;
  });
  return { medianMs: took[Math.floor(times / 2)] ?? 0, found };
}

async function renew(turns: number): Promise<Renewed> {
  const renewer = createRenewer();
  for (let turn = 0; turn < turns; turn += 1) {
    await renewer.renewDue();
    await renewer.settled();
  }
  // Twice: what the first leaves to be finished is gone with the second.
  collectGarbage();
  collectGarbage();
  return { heapMiB: process.memoryUsage().heapUsed / 2 ** 20 };
}
