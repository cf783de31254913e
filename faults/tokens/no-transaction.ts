import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseServer, FaultTest } from '#faults/fault-test.ts';
import type { Message } from '#faults/programs/message.ts';
import { grantsFor, type Kind } from './naive-or-not.ts';
import { inPlace, type Place } from './place.ts';

const requests = 20;

/** So long the provider takes, and so often it is looked meanwhile. */
const answerMs = 300;
const looks = 10;

type Seen = { requests: number; open: number };

export const noTransaction: FaultTest = {
  id: 'R9',
  what: `pg_stat_activity during ${requests} requests to a provider that takes ${answerMs} ms`,
  target: `0 transactions open in ${requests * looks} looks`,
  run: async (server) => {
    const [engine, naive] = [await watched(server, 'engine'), await watched(server, 'naive')];
    return {
      figure: `${engine.open} open in ${engine.requests * looks} looks`,
      isGood: engine.open === 0 && engine.requests === requests,
      control: `with the request within the transaction ${naive.open} open in ${naive.requests * looks} looks`,
      controlWasRed: naive.open > 0,
    };
  },
};

/** One process, one grant, one caller: whatever transaction is open during its request is the request's. */
function watched(server: DatabaseServer, kind: Kind): Promise<Seen> {
  return inPlace(server, {}, async (place) => {
    const seen: Seen = { requests: 0, open: 0 };
    place.server.beforeAnswer(async () => {
      for (let look = 0; look < looks; look += 1) {
        await pause(answerMs / looks);
        seen.open += await openTransactions(place);
      }
      seen.requests += 1;
      return 'answer';
    });
    const { askFresh } = await grantsFor(place, kind, 1);
    const program = await place.start(kind);
    for (let request = 0; request < requests; request += 1) {
      const fresh = await askFresh();
      await Promise.all(fresh.map((ask) => program.tell(inTransaction(ask))));
    }
    return seen;
  });
}

const inTransaction = (ask: Message): Message => (ask.do === 'ask naively' ? { ...ask, isInTransaction: true } : ask);

async function openTransactions(place: Place): Promise<number> {
  const open = `
    select count(*)::int as count from pg_stat_activity
     where datname = current_database() and usename <> current_user and xact_start is not null`;
  const [row] = await place.sql<{ count: number }>(open);
  return row?.count ?? 0;
}
