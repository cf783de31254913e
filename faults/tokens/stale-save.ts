import type { DatabaseServer, FaultTest } from '#faults/fault-test.ts';
import type { Program } from '#faults/program.ts';
import type { Message, Use } from '#faults/programs/message.ts';
import { grantsFor, type Kind } from './naive-or-not.ts';
import { inPlace } from './place.ts';

const holders = 4;
/** Of each holder; its pool has room for as many saves at once. */
const grantsEach = 5;
const all = holders * grantsEach;

export const staleSave: FaultTest = {
  id: 'R4',
  what: 'SIGSTOP of holders that have their answers, past their leases; another refreshes; SIGCONT',
  target: `${all}/${all} stale saves refused, the new token stays`,
  waits: true,
  run: async (server) => {
    const [engine, naive] = await Promise.all([stopped(server, 'engine'), stopped(server, 'naive')]);
    return {
      figure: `${engine.refused}/${all} refused, ${engine.stayed}/${all} new tokens stay`,
      isGood: engine.refused === all && engine.stayed === all,
      control: `without a fence ${naive.refused}/${all} refused, ${naive.stayed}/${all} new tokens stay`,
      controlWasRed: naive.refused < all && naive.stayed < all,
    };
  },
};

function stopped(server: DatabaseServer, kind: Kind): Promise<{ refused: number; stayed: number }> {
  // A used token is taken again: else the other's refresh would end the grant, whoever saves what.
  return inPlace(server, { graceMs: Number.POSITIVE_INFINITY }, async (place) => {
    const { asks, askFresh } = await grantsFor(place, kind, all);
    const starting = Array.from({ length: holders }, () => place.start(kind, { preload: 'hold-saves' }));
    const programs = await Promise.all(starting);
    const { arrived, release } = place.server.hold(all);
    const late = asks.map((ask, index) => useOf(programs[index % holders] as Program, ask));
    await arrived;
    const held = Promise.all(programs.map(savesHeld));
    await Promise.all(programs.map((program) => program.tell({ do: 'hold saves' })));
    release();
    await held;
    for (const program of programs) program.signal('SIGSTOP');

    const other = await place.start(kind);
    const stored = await Promise.all(asks.map((ask) => useOf(other, ask)));

    for (const program of programs) {
      program.tell({ do: 'go on' }).catch(() => {});
      program.signal('SIGCONT');
    }
    const tokens = await Promise.all(late);
    // Its caller may have left by then; the answer that was held comes to be saved all the same.
    await Promise.all(programs.map((program) => program.tell({ do: 'finish' })));
    // Whichever is stored is the one that is presented next.
    const fresh = await askFresh();
    await Promise.all(fresh.map((ask) => useOf(other, ask)));
    const isStale = (token: string, index: number) =>
      place.server.besides(token) !== undefined && token !== stored[index];
    const isPresented = (token: string) => place.server.presentations.has(place.server.besides(token) ?? '');
    return {
      refused: tokens.filter((token, index) => !isStale(token, index)).length,
      stayed: stored.filter(isPresented).length,
    };
  });
}

/** The access token that was handed out, else why there was none. */
async function useOf(program: Program, ask: Message): Promise<string> {
  const [use] = await program.tell<[Use]>(ask);
  return use.kind === 'token' ? use.token : use.why;
}

/** Resolves when a holder would save all it was given. */
function savesHeld(program: Program): Promise<void> {
  const held = Promise.withResolvers<void>();
  let left = grantsEach;
  program.onReport(({ at }) => {
    if (at === 'save held') left -= 1;
    if (left === 0) held.resolve();
  });
  return held.promise;
}
