import pg from 'pg';
import type { Message, Report } from './message.ts';

/** From `hold saves` until `go on` no save begins, the naive program's neither: who has an answer keeps it in memory. */

const begin = /^(begin$|\s*update naive_grants)/i;

let held: PromiseWithResolvers<void> | undefined;

process.on('message', ({ message }: { message: Message }) => {
  if (message.do === 'hold saves') held ??= Promise.withResolvers();
  if (message.do !== 'go on') return;
  held?.resolve();
  held = undefined;
});

const send = pg.Client.prototype.query as (this: pg.Client, ...args: unknown[]) => unknown;

pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const [query] = args as [string | { text?: string }];
  const { text = '' } = typeof query === 'string' ? { text: query } : query;
  if (!held || !begin.test(text)) return send.apply(this, args);
  process.send?.({ at: 'save held' } satisfies Report);
  return held.promise.then(() => send.apply(this, args));
} as typeof pg.Client.prototype.query;
