import type { Reply } from '#lib/errors/index.ts';
import { classify, provider } from '#lib/providers/index.ts';
import type { Credential } from '#lib/transports/index.ts';

/** What the product makes of a reply: its name in the catalogue, and who must act. */
export function whatItMeans(reply: Reply, { kind }: Pick<Credential, 'kind'>): string {
  const { code, class: replyClass } = classify(provider(kind === 'token' ? 'custom' : 'smtp'), reply);
  return `${code} ${replyClass}`;
}
