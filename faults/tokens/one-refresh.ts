import type { DatabaseServer, FaultTest } from '#faults/fault-test.ts';
import type { Program } from '#faults/program.ts';
import type { Message, Named, Use } from '#faults/programs/message.ts';
import { inPlace, type Place } from './place.ts';

const processes = 8;
const calls = 50;
const rounds = 20;

type Seen = { served: number; refreshes: number; reuses: number; whyNot: Set<string> };

export const oneRefresh: FaultTest = {
  id: 'R1',
  what: `${processes} processes × ${calls} calls × ${rounds} rounds on an expired token`,
  target: `${rounds} refreshes, ${rounds * calls * processes} served, 0 reuse`,
  run: async (server) => {
    const seen = await allRounds(server);
    const naive = await naiveRound(server);
    const all = processes * calls;
    return {
      figure: [
        `${seen.refreshes} refreshes, ${seen.served}/${rounds * all} served, ${seen.reuses} reuse`,
        ...seen.whyNot,
      ].join('; '),
      isGood: seen.refreshes === rounds && seen.served === rounds * all && seen.reuses === 0,
      control: `without a lease, one round: ${naive.refreshes} refreshes, ${naive.served}/${all} served, ${naive.reuses} reuse`,
      controlWasRed: naive.reuses > 0 && naive.served < all,
    };
  },
};

function allRounds(server: DatabaseServer): Promise<Seen> {
  return inPlace(server, { delayMs: 300 }, async (place) => {
    const [grant] = (await place.connect(1)) as [Named];
    const programs = await startAll(place, 'engine');
    const uses: Use[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await place.expire([grant], programs);
      uses.push(...(await usesOf(programs, { do: 'ask', grant, calls })));
    }
    return { ...servedOf(uses), ...place.server.counts };
  });
}

function naiveRound(server: DatabaseServer): Promise<Seen> {
  return inPlace(server, { delayMs: 300 }, async (place) => {
    const [id] = (await place.connectNaively(1)) as [number];
    const programs = await startAll(place, 'naive');
    const uses = await usesOf(programs, { do: 'ask naively', id, calls, origin: place.server.origin });
    return { ...servedOf(uses), ...place.server.counts };
  });
}

function startAll(place: Place, program: 'engine' | 'naive'): Promise<Program[]> {
  return Promise.all(Array.from({ length: processes }, () => place.start(program)));
}

/** Everybody asks at once. */
async function usesOf(programs: Program[], message: Message): Promise<Use[]> {
  return (await Promise.all(programs.map((program) => program.tell<Use[]>(message)))).flat();
}

function servedOf(uses: Use[]): Pick<Seen, 'served' | 'whyNot'> {
  const unserved = uses.filter((use) => use.kind !== 'token');
  return { served: uses.length - unserved.length, whyNot: new Set(unserved.map(({ why }) => why)) };
}
