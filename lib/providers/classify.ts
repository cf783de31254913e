import type { Reply } from '#lib/errors/index.ts';
import { fallback, isPassing } from './replies/fallback.ts';
import type { GrantKind, Provider, ReplyClass } from './types.ts';

/** What a reply means: its name in the catalogue, and who must act. */
export type Classification = { code: string; class: ReplyClass };

/**
 * Reads a reply by the provider's one table; a reply nobody knows gets the class of its kind. Always answers.
 * `grantKind`: of the connection that got it, where that is known.
 */
export function classify(provider: Pick<Provider, 'replies'>, reply: Reply, grantKind?: GrantKind): Classification {
  const row = provider.replies.find((candidate) => candidate.matches(reply));
  if (!row || (row.class !== 'transient' && saysNotNow(reply))) return fallback(reply);
  const { code, class: replyClass } = (grantKind === 'client_credentials' && row.ofApplication) || row;
  return { code, class: replyClass };
}

/** An authorization server that cannot answer now has judged nothing, whatever error stands beside that (RFC 6749 §5.2). */
function saysNotNow({ protocol, status }: Reply): boolean {
  return protocol === 'oauth' && isPassing(status);
}
