import type { DatabaseServer, FaultTest } from '#faults/fault-test.ts';
import type { Use } from '#faults/programs/message.ts';
import { startDatabaseGate } from './database-gate.ts';
import { grantsFor, type Kind } from './naive-or-not.ts';
import { inPlace } from './place.ts';

const all = 20;

type Seen = { unsaved: number; stored: number; refreshed: number; reuses: number };

export const unsaved: FaultTest = {
  id: 'R5',
  what: 'the database is gone when the answer comes, and comes back',
  target: `${all}/${all} new tokens stored when it is back and good for the next refresh, 0 used unsaved`,
  run: async (server) => {
    const [engine, naive] = [await cutOff(server, 'engine'), await cutOff(server, 'naive')];
    return {
      figure:
        `${engine.stored}/${all} stored, ${engine.refreshed}/${all} refreshed with it, ${engine.reuses} reuse; ` +
        `${engine.unsaved} used unsaved`,
      isGood: engine.stored === all && engine.refreshed === all && engine.unsaved === 0 && engine.reuses === 0,
      control: `without holding it ${naive.stored}/${all} stored, ${naive.refreshed}/${all} refreshed with it`,
      controlWasRed: naive.refreshed < all,
    };
  },
};

function cutOff(server: DatabaseServer, kind: Kind): Promise<Seen> {
  return inPlace(server, {}, async (place) => {
    const { asks, askFresh } = await grantsFor(place, kind, all);
    const gate = await startDatabaseGate(place.databaseUrl);
    try {
      const program = await place.start(kind, { databaseUrl: gate.url });
      const { arrived, release } = place.server.hold(all);
      let unsaved = 0;
      let isAway = true;
      const asked = asks.map(async (ask) => {
        const [use] = await program.tell<[Use]>(ask);
        if (isAway && use.kind === 'token') unsaved += 1;
        return use;
      });
      await arrived;
      const { turnedAway } = gate.cut(all);
      release();
      // By then each has its answer and has tried to store it, or has given up.
      await Promise.race([turnedAway, Promise.all(asked)]);
      isAway = false;
      gate.mend();
      const stored = await Promise.all(asked);

      const other = await place.start(kind);
      const fresh = await askFresh();
      const next = await Promise.all(fresh.map((ask) => other.tell<[Use]>(ask)));
      return {
        unsaved,
        stored: stored.filter((use) => use.kind === 'token').length,
        refreshed: next.filter(([use]) => use.kind === 'token').length,
        reuses: place.server.counts.reuses,
      };
    } finally {
      gate.close();
    }
  });
}
