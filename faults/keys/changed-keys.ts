import { setTimeout as pause } from 'node:timers/promises';
import type { FaultTest } from '#faults/fault-test.ts';
import { inPlace, type Place, type Used } from './place.ts';

const rows = 10_000;
const rowsOfControl = 2_000;
const kills = 20;
/** So many rows a process has sealed anew, with what writers did meanwhile, before it is killed. */
const killAfter = 150;
const betweenLooksMs = 10;
const readers = 2;
const writers = 2;

export const changedKeys: FaultTest = {
  id: 'T4',
  what: `${rows.toLocaleString('en')} rows sealed anew under load, the process that does it killed ${kills} times`,
  target: '0 failed reads, 0 lost writes, every kill resumed, old keys seal 0 and are retired',
  run: async (server) => {
    const seen = await inPlace(server, killedAndResumed);
    const lost = await inPlace(server, resealedNaively);
    const early = await inPlace(server, retiredTooEarly);
    return {
      figure: `${seen.reads} reads, ${seen.failed} failed${seen.why && `, such as: ${seen.why}`}; ${seen.writes} writes, ${seen.lost} lost; ${seen.resumed} of ${kills} kills mid-way resumed; ${seen.left} sealed by old keys, ${seen.retired} of 2 retired, ${seen.wrong} rows wrong`,
      isGood:
        seen.reads > 0 &&
        seen.writes > 0 &&
        seen.failed + seen.lost + seen.left + seen.wrong === 0 &&
        seen.resumed === kills &&
        seen.retired === 2,
      control: `written back without comparing: ${lost} rows lost; a key removed before its count is 0: ${early} reads failed`,
      controlWasRed: lost > 0 && early > 0,
    };
  },
};

type Status = { keys: { kid: string; seals: number }[] };

/** Changes the operator's key and the data keys under load, with kills, and retires the old ones. */
async function killedAndResumed(place: Place) {
  const { stop } = await underLoad(place, rows);
  await place.act('rotate');
  let resumed = 0;
  for (let nth = 0; nth < kills; nth += 1) if (await killMidway(place)) resumed += 1;
  await place.act('reseal');
  const { keys } = await place.act<Status>('status');
  const left = keys.filter(({ kid }) => ['k1', 'd1'].includes(kid)).reduce((sum, { seals }) => sum + seals, 0);
  let retired = 0;
  for (const kid of ['d1', 'k1']) if ((await place.act<{ isRemoved: boolean }>('retire', kid)).isRemoved) retired += 1;
  const used = await stop();
  return { ...used, resumed, left, retired, wrong: await place.act<number>('check') };
}

/** Rows of four tenants, read and written by other processes from now on. */
async function underLoad(place: Place, count: number) {
  await place.act('seed', String(count));
  const reading = await Promise.all(Array.from({ length: readers }, () => place.use('read')));
  const writing = await Promise.all(
    Array.from({ length: writers }, (_, nth) => place.use('write', String(nth), String(writers))),
  );
  const stop = async () => {
    const all = (stops: (() => Promise<Used>)[]) => Promise.all(stops.map((each) => each()));
    const [read, written] = await Promise.all([all(reading), all(writing)]);
    const failures = [...read, ...written].flatMap(({ failed }) => failed);
    const sum = (used: Used[]) => used.reduce((total, { done }) => total + done, 0);
    const lost = await lostWrites(place, written);
    return { reads: sum(read), writes: sum(written), failed: failures.length, why: failures[0] ?? '', lost };
  };
  return { stop };
}

/** Rows that do not stand as their only writer left them. */
async function lostWrites(place: Place, written: Used[]): Promise<number> {
  const stored = await place.sql<{ id: string; generation: number }>('select id, generation from grants');
  const last = new Map(written.flatMap((each) => Object.entries(each.written)));
  return stored.filter(({ id, generation }) => generation !== (last.get(id) ?? 1)).length;
}

/** Has a process seal anew and kills it at some row; whether it had begun and had not ended, so that another goes on. */
async function killMidway(place: Place): Promise<boolean> {
  const before = await sealedByOld(place);
  const process = place.begin('reseal');
  let isOver = false;
  void process.ended.then(() => {
    isOver = true;
  });
  let now = before;
  while (!isOver && now > before - killAfter) {
    now = await sealedByOld(place);
    await pause(betweenLooksMs);
  }
  const wasKilled = !isOver;
  await process.kill();
  return wasKilled && (await sealedByOld(place)) > 0;
}

async function sealedByOld(place: Place): Promise<number> {
  const [row] = await place.sql<{ count: number }>(
    `select count(*)::int as count from grants where refresh_token like 'v1.d1.%'`,
  );
  return row?.count ?? 0;
}

/** Control: the same load, and no comparison with what was read. */
async function resealedNaively(place: Place): Promise<number> {
  const { stop } = await underLoad(place, rowsOfControl);
  await place.act('rotate');
  await place.act('reseal naively');
  await stop();
  return place.act<number>('check');
}

/** Control: a key removed while it seals most rows. */
async function retiredTooEarly(place: Place): Promise<number> {
  await place.act('seed', '400');
  await place.act('rotate');
  await place.sql(`delete from data_keys where kid = 'd1'`);
  return place.act<number>('check');
}
