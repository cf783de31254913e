import type { DatabaseServer, FaultTest } from '#faults/fault-test.ts';
import { type Named, points } from '#faults/programs/message.ts';
import { type Ending, killAll, killAtSend } from './kill.ts';
import { inPlace } from './place.ts';

/** So many processes are killed, each with one grant at each of the points. */
const kills = 20;

/** After the lease of a dead holder whoever asks must have been answered within this. */
const patienceMs = 5_000;

/** Okta's default; it counts from the first use. */
const graceMs = 30_000;

const all = kills * points.length;

export const killedAtAnyPoint: FaultTest = {
  id: 'R2',
  what: `SIGKILL × ${kills}, each time with a grant at each of ${points.length} points of a refresh`,
  target: `a token presented twice at most; ${all} of ${all} stored or needs_consent within lease + 5 s, 0 stuck`,
  waits: true,
  run: async (server) => {
    const endings = await killed(server, kills, 0);
    const { tokens, consents, stuck, late, presentations, latestMs } = sumOf(endings);
    const [engine, naive] = await Promise.all([killedTwice(server, 'engine'), killedTwice(server, 'naive')]);
    return {
      figure:
        `${tokens} tokens, ${consents} needs_consent, ${stuck} stuck, ${late} late; presented ${presentations} times at most, ` +
        `${engine} where the retry is killed too; ${secondsOf(latestMs)} after the lease at the latest`,
      isGood: tokens + consents === all && late === 0 && Math.max(presentations, engine) <= 2,
      control: `without an intent a token was presented ${naive} times, killed after the first two`,
      controlWasRed: naive > 2,
    };
  },
};

export const killedWithGrace: FaultTest = {
  id: 'R3',
  what: `the same where a token is taken again for ${graceMs / 1000} s from its first use`,
  target: `${all}/${all} recover unaided`,
  waits: true,
  run: async (server) => {
    const [endings, without] = await Promise.all([killed(server, kills, graceMs), killed(server, 1, 0)]);
    const { tokens, late, presentations, latestMs } = sumOf(endings);
    const strict = sumOf(without).tokens;
    return {
      figure: `${tokens}/${all}, ${late} late; presented ${presentations} times at most; ${secondsOf(latestMs)} after the lease at the latest`,
      isGood: tokens === all && late === 0,
      control: `where nothing is taken twice ${strict}/${points.length} recover`,
      controlWasRed: strict < points.length,
    };
  },
};

function killed(server: DatabaseServer, times: number, grace: number): Promise<Ending[]> {
  return inPlace(server, { graceMs: grace }, (place) => killAll(place, times));
}

function sumOf(endings: Ending[]) {
  const of = (is: (ending: Ending) => boolean) => endings.filter(is).length;
  return {
    tokens: of(({ came }) => came === 'token'),
    consents: of(({ came }) => came === 'needs_consent'),
    stuck: of(({ came }) => came === 'stuck'),
    late: of(({ lateMs }) => lateMs > patienceMs),
    presentations: Math.max(...endings.map((ending) => ending.presentations)),
    latestMs: Math.max(...endings.map(({ lateMs }) => lateMs)),
  };
}

/** Two holders die after their request was sent; then a third asks. How often the token was presented. */
function killedTwice(server: DatabaseServer, program: 'engine' | 'naive'): Promise<number> {
  return inPlace(server, {}, async (place) => {
    const { origin, presentations } = place.server;
    if (program === 'naive') {
      const [id] = (await place.connectNaively(1)) as [number];
      const ask = { do: 'ask naively', id, calls: 1, origin } as const;
      await killAtSend(place, program, ask);
      await killAtSend(place, program, ask);
      await (await place.start(program)).tell(ask);
    } else {
      const [grant] = (await place.connect(1)) as [Named];
      const ask = { do: 'ask', grant, calls: 1 } as const;
      // Nobody waits for these leases: the same as when they have run out.
      const endLease = () => place.sql('update grants set lease_until = now()');
      await killAtSend(place, program, ask);
      await endLease();
      await killAtSend(place, program, ask);
      await endLease();
      await (await place.start(program)).tell(ask);
    }
    return Math.max(...presentations.values());
  });
}

const secondsOf = (ms: number) => `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
