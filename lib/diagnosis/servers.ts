import type { Reply } from '#lib/errors/index.ts';
import type { FieldName, GrantKind, Provider } from '#lib/providers/index.ts';
import { asksForTokens, overridesAsked } from '#lib/providers/schema.ts';
import { speaksHttp } from '#lib/transports/schema.ts';

/** Whom a connection asks: for tokens the authorization server, and with its mail the provider's HTTP API or a mail server. */
export type ServerKind = 'authorization' | 'api' | 'mail';

/** Where one of them is. */
export type ServerFacts = {
  /** Its name or address. */
  host: string;
  /** What of its address a person typed; the rest is the provider's own. */
  typed: 'host' | 'port' | 'nothing';
  hasProxy: boolean;
};

export type Servers = Partial<Record<ServerKind, ServerFacts>>;

/** What was under way: getting a grant, or sending with it. */
export type About = 'grant' | 'delivery';

/** What tells of a connection where its servers' settings stand. */
export type Of = { provider: Provider; grantKind: GrantKind | undefined; servers: Servers | undefined };

/** Whose words a reply is, or who was asked when there were none. */
export function serverAsked({ provider, servers, grantKind }: Of, about: About | undefined, reply?: Reply): ServerKind {
  const carrier = carrierOf(provider, servers);
  if (reply?.protocol === 'oauth') return 'authorization';
  if (reply && reply.protocol !== 'network') return speaksHttp(reply.protocol) ? 'api' : 'mail';
  return about === 'grant' && asksForTokens({ grantKind }) ? 'authorization' : carrier;
}

/** What takes the mail. */
export function carrierOf(provider: Provider, servers: Servers | undefined): 'api' | 'mail' {
  if (servers) return servers.api ? 'api' : 'mail';
  return speaksHttp(provider.transports[0]) ? 'api' : 'mail';
}

/** Which setting holds the address of each, its host first. */
export const addressFields = {
  authorization: ['overrides.tokenEndpoint'],
  api: ['overrides.apiUrl'],
  mail: ['overrides.smtpHost', 'overrides.smtpPort'],
} as const satisfies Record<ServerKind, FieldName[]>;

/** Whether its address is one of the form's own fields: what a provider has no value for is asked for; the rest is under Advanced. */
export function isInForm({ provider, grantKind = provider.grantKinds[0] }: Of, kind: ServerKind): boolean {
  return overridesAsked(provider, grantKind).some(({ name }) => `overrides.${name}` === addressFields[kind][0]);
}

/** What of a server's address a person typed. Not kept in older facts: then what is asked for was. */
export function typedOf(of: Of, kind: ServerKind): ServerFacts['typed'] {
  return of.servers?.[kind]?.typed ?? (isInForm(of, kind) ? 'host' : 'nothing');
}
