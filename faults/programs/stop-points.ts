import pg from 'pg';
import type { Message, Point, Report } from './message.ts';

/**
 * Stops a process for good at a point of a refresh, as seen from its database: nothing in the product knows of it. The
 * points between request and answer are the server's to see.
 */

type Stop = { connectionId: string; grantId: string; point: Point; isAnnounced: boolean };
type Work = { stop: Stop; of: 'intent' | 'save' };
type Query = { text?: string; values?: unknown[] };

const stops: Stop[] = [];
/** What the transaction of a session does, until it ends. */
const works = new WeakMap<pg.Client, Work>();

process.on('message', ({ message }: { message: Message }) => {
  if (message.do !== 'stop at') return;
  for (const { grant, point } of message.stops) stops.push({ ...grant, point, isAnnounced: false });
});

const send = pg.Client.prototype.query as (this: pg.Client, ...args: unknown[]) => unknown;

pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const [query] = args as [string | Query];
  const { text = '', values = [] } = typeof query === 'string' ? { text: query } : query;
  const isCommit = /^commit/i.test(text);
  const work = works.get(this) ?? begun(text, values);
  if (!work) return send.apply(this, args);
  works.set(this, work);
  const { stop, of } = work;
  const [before, after] = of === 'intent' ? (['before intent', 'after intent'] as const) : savePoints(isCommit);
  const isIntent = of === 'intent' && !isCommit;
  if (stop.point === before && (isIntent || of === 'save')) return halt(stop);
  if (/^(commit|rollback$)/i.test(text)) works.delete(this);
  const sent = send.apply(this, args);
  if (!isCommit) return sent;
  stop.isAnnounced = true;
  return stop.point === after ? (sent as Promise<unknown>).then(() => halt(stop)) : sent;
} as typeof pg.Client.prototype.query;

/** An intent is announced, or, after that, the row is locked for the save. */
function begun(text: string, values: unknown[]): Work | undefined {
  const stop = stops.find(({ connectionId, grantId }) => values.includes(connectionId) || values.includes(grantId));
  if (!stop) return undefined;
  if (/update grants\s+set fence = fence \+ 1/.test(text)) return { stop, of: 'intent' };
  return stop.isAnnounced && /from connections[\s\S]*for update/.test(text) ? { stop, of: 'save' } : undefined;
}

function savePoints(isCommit: boolean): [Point, Point] {
  return [isCommit ? 'before commit' : 'after response', 'after commit'];
}

function halt({ connectionId, point }: Stop): Promise<never> {
  process.send?.({ at: point, connectionId } satisfies Report);
  return new Promise(() => {});
}
