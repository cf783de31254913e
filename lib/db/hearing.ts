import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { config } from '#lib/config/index.ts';
import { log } from '#lib/log/index.ts';
import { databaseRole } from './role.ts';

/** What is told there (migration 14): `tenantId/connectionId` of a connection whose tokens are not what they were. */
const channel = 'mailgrant_connections';

/** Nothing older than this is believed: a change is known here by then, or the memory of this process is not asked. */
const longestSilenceMs = 900;
/** While somebody asks, the line to the database is tried this often. */
const tryEveryMs = 200;
/** A line that is silent for so long is none. */
const deadAfterMs = 5_000;
const pauseBeforeNextMs = 1_000;

export type Listener = {
  /** One connection changed. */
  onChange: (tenantId: string, connectionId: string) => void;
  /** Nothing is heard any more: what changes from now on will not be told. */
  onDeaf: () => void;
};

type Line = { client: pg.Client; own: string; triedAt: number; answered: boolean };
type State = { line: Line | null; heardAt: number; listeners: Set<Listener>; wanted: boolean; isSaid: boolean };

/** Next.js may load this module more than once per process; there is one line, and all copies hear it. */
const shared = globalThis as { mailgrantHearing?: State };
shared.mailgrantHearing ??= { line: null, heardAt: -Infinity, listeners: new Set(), wanted: false, isSaid: false };
const state = shared.mailgrantHearing;

/**
 * Begins to hear what changes about connections, in whatever process, by a connection of its own to the database
 * (PostgreSQL, NOTIFY). A database that is away, or a pooler in front of it that passes no notifications, only means
 * that nothing is heard, and everything is read. Resolves when the first try is over.
 */
export async function startHearing(): Promise<{ stop: () => Promise<void> }> {
  state.wanted = true;
  await listen();
  return {
    stop: async () => {
      state.wanted = false;
      const line = state.line;
      if (line) hangUp(line);
      await line?.client.end().catch(() => undefined);
    },
  };
}

/** For who keeps something in memory: called with every change that is heard. */
export function onHeard(listener: Listener): void {
  state.listeners.add(listener);
}

/** Whether changes are told at all. What is read while they are not cannot be kept. */
export function isHearing(): boolean {
  return state.line !== null;
}

/**
 * Whether every change that was committed more than 0.9 s ago has been heard. PostgreSQL delivers notifications in the
 * order of their commits, so that a word of our own that comes back proves all before it. Asking sends the next one.
 */
export function hearsEverything(): boolean {
  const now = performance.now();
  tryLine(now);
  return state.line !== null && now - state.heardAt < longestSilenceMs;
}

function tryLine(now: number): void {
  const { line } = state;
  if (!line) return;
  const silentMs = now - line.triedAt;
  if (!line.answered && silentMs > deadAfterMs) lost(line);
  if (!line.answered || silentMs < tryEveryMs) return;
  line.triedAt = now;
  line.answered = false;
  line.client.query(`notify ${line.own}, '${now}'`).catch(() => lost(line));
}

async function listen(): Promise<void> {
  const own = `mailgrant_${randomBytes(8).toString('hex')}`;
  const settings = { ...databaseRole(config().databaseUrl, 'mailgrant_app'), application_name: 'mailgrant_hearing' };
  const client = new pg.Client({ ...settings, keepAlive: true, query_timeout: deadAfterMs });
  const line: Line = { client, own, triedAt: -Infinity, answered: true };
  client.on('notification', (told) => heard(line, told));
  client.on('error', () => lost(line));
  client.on('end', () => lost(line));
  try {
    await client.connect();
    await client.query(`listen ${channel}; listen ${own}`);
    if (!state.wanted) return void client.end();
    state.line = line;
    if (state.isSaid) log().info('changes are heard again');
    state.isSaid = false;
  } catch (error) {
    if (!state.isSaid) log().warn({ err: error }, 'changes are not heard: tokens are read from the database each time');
    state.isSaid = true;
    void client.end().catch(() => undefined);
    again();
  }
}

function heard(line: Line, { channel: where, payload = '' }: pg.Notification): void {
  if (where === line.own) {
    line.answered = true;
    state.heardAt = Number(payload);
    return;
  }
  const [tenantId = '', connectionId = ''] = payload.split('/');
  for (const { onChange } of state.listeners) onChange(tenantId, connectionId);
}

function lost(line: Line): void {
  if (state.line !== line) return;
  hangUp(line);
  void line.client.end().catch(() => undefined);
  again();
}

function hangUp(line: Line): void {
  if (state.line !== line) return;
  state.line = null;
  state.heardAt = -Infinity;
  for (const { onDeaf } of state.listeners) onDeaf();
}

function again(): void {
  if (state.wanted) setTimeout(() => state.wanted && void listen(), pauseBeforeNextMs).unref();
}
