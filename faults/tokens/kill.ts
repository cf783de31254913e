import { setTimeout as pause } from 'node:timers/promises';
import type { Program } from '#faults/program.ts';
import { type Message, type Named, type Point, points, type Use } from '#faults/programs/message.ts';
import type { Place } from './place.ts';

/** What became of a grant whose holder was killed. */
export type Ending = {
  point: Point;
  came: 'token' | 'needs_consent' | 'stuck';
  /** After the end of the dead holder's lease; after its death, where it had none. */
  lateMs: number;
  presentations: number;
};

/** Processes that are alive at once: each needs a core to start. */
const atOnce = 4;

/** A grant whose holder is to die at a point. */
type Victim = {
  grant: Named;
  point: Point;
  refreshToken: string;
  /** Its holder has come to the point. */
  reached: PromiseWithResolvers<void>;
  /** Lets the others in where its holder was kept at the door. */
  open: () => void;
};

/** Kills so many processes, each with one grant at every point, and asks for each grant's token in another process. */
export async function killAll(place: Place, times: number): Promise<Ending[]> {
  const victims = await findVictims(place, times);
  const silent = new Map(
    victims.filter(({ point }) => point === 'after send').map((victim) => [victim.refreshToken, victim]),
  );
  place.server.beforeAnswer(async (refreshToken) => {
    const victim = silent.get(refreshToken);
    // Only the dead get no answer: who presents it again does.
    silent.delete(refreshToken);
    victim?.reached.resolve();
    return victim ? 'silence' : 'answer';
  });
  const asker = await place.start('engine');
  const groups = Array.from({ length: times }, (_, turn) => victims.filter((_victim, index) => index % times === turn));
  const endings: Promise<Ending>[] = [];
  const killNext = async () => {
    for (let group = groups.pop(); group; group = groups.pop()) {
      await killOne(place, group);
      // Some ask at once and wait for the lease, the others come when it is over.
      const isWaitedFor = groups.length === 0;
      endings.push(...group.map((victim) => endingOf(place, asker, victim, isWaitedFor)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, killNext));
  return Promise.all(endings);
}

/** Grants for so many processes, by their points; those who are kept at the door have one of their own. */
async function findVictims(place: Place, times: number): Promise<Victim[]> {
  const { server } = place;
  const wanted = await Promise.all(
    Array.from({ length: times * points.length }, async (_, index) => {
      const point = points[Math.floor(index / times)] as Point;
      const reached = Promise.withResolvers<void>();
      const gate = point === 'after connect' ? await server.gate(reached.resolve) : null;
      const { origin, open } = gate ?? { origin: server.origin, open: () => {} };
      return { point, reached, origin, open, refreshToken: server.issue() };
    }),
  );
  const grants = await place.connectTo(wanted);
  return wanted.map((victim, index) => ({ ...victim, grant: grants[index] as Named }));
}

/** One process asks for all of these at once; when each has come to its point, it is killed. */
async function killOne(place: Place, group: Victim[]): Promise<void> {
  const program = await place.start('engine', { preload: 'stop-points' });
  program.onReport((report) => {
    if (report.at === 'save held') return;
    group.find(({ grant }) => grant.connectionId === report.connectionId)?.reached.resolve();
  });
  const tell = (message: Message) => program.tell(message).catch(() => {});
  void tell({ do: 'stop at', stops: group.map(({ grant, point }) => ({ grant, point })) });
  for (const { grant } of group) void tell({ do: 'ask', grant, calls: 1 });
  await Promise.all(group.map(({ reached }) => reached.promise));
  await program.kill();
  for (const { open } of group) open();
}

async function endingOf(place: Place, asker: Program, victim: Victim, isWaitedFor: boolean): Promise<Ending> {
  const { grant, point, refreshToken } = victim;
  const killedAt = Date.now();
  const state = `
    select g.lease_until as "leaseUntil", g.stopped_at as "stoppedAt", c.health::text
      from grants g join connections c on c.id = g.connection_id where g.id = $1`;
  type State = { leaseUntil: Date | null; stoppedAt: Date | null; health: string };
  const read = async () => (await place.sql<State>(state, [grant.grantId]))[0] as State;
  const leaseEnd = (await read()).leaseUntil?.getTime() ?? 0;
  if (!isWaitedFor) await pause(Math.max(0, leaseEnd - Date.now()));
  const [use] = await asker.tell<[Use]>({ do: 'ask', grant, calls: 1 });
  const lateMs = Date.now() - Math.max(killedAt, leaseEnd);
  const { stoppedAt, health } = await read();
  const isHonest = use.kind === 'problem' && health === 'needs_consent' && stoppedAt !== null;
  return {
    point,
    came: use.kind === 'token' ? 'token' : isHonest ? 'needs_consent' : 'stuck',
    lateMs,
    presentations: place.server.presentations.get(refreshToken) ?? 0,
  };
}

/** A process asks, and is killed when its request was read and done. */
export async function killAtSend(place: Place, name: 'engine' | 'naive', ask: Message): Promise<void> {
  const sent = Promise.withResolvers<void>();
  place.server.beforeAnswer(async () => {
    sent.resolve();
    return 'silence';
  });
  const program = await place.start(name);
  program.tell(ask).catch(() => {});
  await sent.promise;
  await program.kill();
  place.server.beforeAnswer(undefined);
}
