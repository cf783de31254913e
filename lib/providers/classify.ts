import type { Reply } from '#lib/errors/index.ts';
import { fallback } from './replies/fallback.ts';
import type { Provider, ReplyClass } from './types.ts';

/** What a reply means: its name in the catalogue, and who must act. */
export type Classification = { code: string; class: ReplyClass };

/** Reads a reply by the provider's one table; a reply nobody knows gets the class of its kind. Always answers. */
export function classify(provider: Pick<Provider, 'replies'>, reply: Reply): Classification {
  const row = provider.replies.find((candidate) => candidate.matches(reply));
  return row ? { code: row.code, class: row.class } : fallback(reply);
}
