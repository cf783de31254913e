import type { Reply } from '#lib/errors/index.ts';
import { type Classification, classify, type Provider } from '#lib/providers/index.ts';
import type { Facts } from './facts.ts';
import { type About, serverAsked, typedOf } from './servers.ts';

/** What was observed of a connection, and of what it was doing then. */
export type Observed = {
  reply: Reply;
  facts: Facts;
  about?: About;
  /** Only the way in was tried: there was no message. */
  isSignIn?: true;
};

/** What passes where it once worked, and stays where an address was mistyped. */
const ofAddresses = ['dns_not_found', 'proxy_name_unknown', 'endpoint_not_found'];

/**
 * What a reply means for this connection, and who must act: by the provider's one table, and by what the table cannot
 * know. It says what health a connection has; whether its grant is asked for again is the table's matter alone.
 */
export function meaningOf(provider: Provider, { reply, facts, about, isSignIn }: Observed): Classification {
  const found = classify(provider, reply, facts.grantKind);
  // No message was there that could be at fault.
  if (isSignIn && found.class === 'content') return { code: 'smtp_client_refused', class: 'policy' };
  if (!facts.isNew || !ofAddresses.includes(found.code)) return found;
  const of = { provider, grantKind: facts.grantKind, servers: facts.servers };
  return typedOf(of, serverAsked(of, about, reply)) === 'host' ? { ...found, class: 'config' } : found;
}
