import type { DatabaseServer, FaultTest } from '#faults/fault-test.ts';
import type { Message, Named, Use } from '#faults/programs/message.ts';
import { inPlace, type Place } from './place.ts';

const changes = 10_000;
const changers = 2;
const grantCount = 10;

type Seen = { made: number; rotations: number; lost: number };

export const changedRows: FaultTest = {
  id: 'R6',
  what: `${changes.toLocaleString('en')} unrelated changes of the rows during refreshes`,
  target: '0 rotations lost',
  run: async (server) => {
    const engine = await changedMeanwhile(server);
    const naive = await changedNaively(server);
    return {
      figure: `${engine.made} changes, ${engine.rotations} rotations, ${engine.lost} lost`,
      isGood: engine.made === changes && engine.rotations >= grantCount && engine.lost === 0,
      control: `where a change writes the whole row: ${naive.made} changes, ${naive.rotations} rotations, a token presented that was lost ${naive.lost} times`,
      controlWasRed: naive.lost > 0,
    };
  },
};

function changedMeanwhile(server: DatabaseServer): Promise<Seen> {
  return inPlace(server, { delayMs: 20 }, async (place) => {
    const grants = await place.connect(grantCount);
    const change: Message = { do: 'change', grants, times: changes / changers };
    const programs = await Promise.all(Array.from({ length: changers }, () => place.start('engine')));
    const work = Promise.all(programs.map((program) => program.tell<number>(change)));
    const asks = grants.map((grant): Message => ({ do: 'ask', grant, calls: 1 }));
    const refused = await refreshDuring(place, 'engine', work, asks);
    const made = (await work).reduce((sum, each) => sum + each, 0);
    const { refreshes: rotations, reuses } = place.server.counts;
    const lost = rotations - (await storedRotations(place, grants)) + reuses + refused;
    return { made, rotations, lost };
  });
}

/** A refresh token counts from one: so many have taken the place of another. */
async function storedRotations(place: Place, grants: Named[]): Promise<number> {
  const sum = 'select sum(generation - 1)::int as count from grants where id = any($1::uuid[])';
  const [row] = await place.sql<{ count: number }>(sum, [grants.map(({ grantId }) => grantId)]);
  return row?.count ?? 0;
}

function changedNaively(server: DatabaseServer): Promise<Seen> {
  return inPlace(server, { delayMs: 20 }, async (place) => {
    const ids = await place.connectNaively(grantCount);
    const changer = await place.start('naive');
    const work = changer.tell<number>({ do: 'change naively', ids, times: changes });
    const asks = ids.map((id): Message => ({ do: 'ask naively', id, calls: 1, origin: place.server.origin }));
    await refreshDuring(place, 'naive', work, asks);
    return { made: await work, rotations: place.server.counts.refreshes, lost: place.server.counts.reuses };
  });
}

/** Has each grant refreshed, over and over, until the work is done and once more; answers how often that failed. */
async function refreshDuring(
  place: Place,
  kind: 'engine' | 'naive',
  work: Promise<unknown>,
  asks: Message[],
): Promise<number> {
  const refresher = await place.start(kind);
  let isOver = false;
  const end = work.then(() => {
    isOver = true;
  });
  let failed = 0;
  const refresh = async (ask: Message) => {
    if (ask.do === 'ask naively') await place.sql('update naive_grants set expires_at = now() where id = $1', [ask.id]);
    const fresh = ask.do === 'ask' ? { ...ask, since: new Date().toISOString() } : ask;
    const [use] = await refresher.tell<[Use]>(fresh);
    if (use.kind !== 'token') failed += 1;
  };
  await Promise.all(
    asks.map(async (ask) => {
      while (!isOver) await refresh(ask);
      await refresh(ask);
    }),
  );
  await end;
  return failed;
}
