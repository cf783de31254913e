import { hearsEverything, isHearing, onHeard } from '#lib/db/index.ts';
import type { TokenUse } from './access-token.ts';

type Kept = Extract<TokenUse, { kind: 'token' }>;
/** Its end by the clock, and by how much time passes: a clock that is put back makes no token live longer. */
type Life = { servesUntil: Date; overAtMs: number };

/** A few kilobytes each. Beyond it the one kept longest goes, and is read again when it is asked for. */
const most = 5_000;

/** What nobody asks for any more is gone this long after its time at the latest. */
const sweepEveryMs = 60_000;

const nameOf = (tenantId: string, connectionId: string) => `${tenantId}/${connectionId}`;

/** By connection and, of each, by resource: a change drops all of a connection. */
const kept = new Map<string, Map<string, Kept & Life>>();
const readings = new Map<string, Set<Reading>>();
const wakes = new Map<string, Set<() => void>>();

/** A look at the database whose result may be kept, unless a change was heard while it was read. */
export type Reading = { name: string; isSpoilt: boolean };

/**
 * The access token of a connection as this process last read it, while every change elsewhere is heard: revoked,
 * replaced or disconnected, it is not handed out a second later, whichever process did it. Without hearing nothing is
 * kept. The empty resource is the one that mail is sent with.
 */
export function recall(tenantId: string, connectionId: string, resource: string): Kept | null {
  const found = kept.get(nameOf(tenantId, connectionId))?.get(resource);
  if (!found) return null;
  if (isOver(found)) {
    forget(nameOf(tenantId, connectionId));
    return null;
  }
  return hearsEverything() ? found : null;
}

export function beginReading(tenantId: string, connectionId: string): Reading {
  const reading = { name: nameOf(tenantId, connectionId), isSpoilt: !isHearing() };
  setOf(readings, reading.name).add(reading);
  return reading;
}

/** Ends a reading; what it found is kept where nothing changed since it began. */
export function endReading(reading: Reading, resource: string, found: (Kept & { servesUntil: Date }) | null): void {
  removeFrom(readings, reading.name, reading);
  if (!found || reading.isSpoilt) return;
  const ofConnection = kept.get(reading.name) ?? new Map<string, Kept & Life>();
  const overAtMs = performance.now() + found.servesUntil.getTime() - Date.now();
  kept.set(reading.name, ofConnection.set(resource, { ...found, overAtMs }));
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
  sweeping ??= setInterval(dropOver, sweepEveryMs).unref();
}

let sweeping: NodeJS.Timeout | undefined;

/** Takes out of memory what has ended; its own timer when nothing is left. */
export function dropOver(): void {
  for (const [name, ofConnection] of kept) {
    for (const [resource, one] of ofConnection) {
      if (isOver(one)) ofConnection.delete(resource);
    }
    if (ofConnection.size === 0) kept.delete(name);
  }
  if (kept.size > 0) return;
  clearInterval(sweeping);
  sweeping = undefined;
}

/** Resolves when a change of this connection is heard; never, where nothing is. `signal` ends the wait. */
export function changeHeard(tenantId: string, connectionId: string, signal: AbortSignal): Promise<void> {
  const name = nameOf(tenantId, connectionId);
  return new Promise((resolve) => {
    const wake = () => {
      removeFrom(wakes, name, wake);
      resolve();
    };
    setOf(wakes, name).add(wake);
    signal.addEventListener('abort', wake, { once: true });
  });
}

function isOver({ servesUntil, overAtMs }: Life): boolean {
  return servesUntil.getTime() <= Date.now() || overAtMs <= performance.now();
}

onHeard({
  onChange: (tenantId, connectionId) => {
    const name = nameOf(tenantId, connectionId);
    forget(name);
    for (const wake of [...(wakes.get(name) ?? [])]) wake();
  },
  onDeaf: () => {
    for (const name of [...kept.keys(), ...readings.keys()]) forget(name);
  },
});

function forget(name: string): void {
  kept.delete(name);
  for (const reading of readings.get(name) ?? []) reading.isSpoilt = true;
}

function setOf<T>(sets: Map<string, Set<T>>, name: string): Set<T> {
  const set = sets.get(name) ?? new Set<T>();
  sets.set(name, set);
  return set;
}

function removeFrom<T>(sets: Map<string, Set<T>>, name: string, one: T): void {
  const set = sets.get(name);
  set?.delete(one);
  if (set?.size === 0) sets.delete(name);
}
