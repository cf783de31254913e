import type { Reply } from '#lib/errors/index.ts';
import type { GrantKind, Provider } from '#lib/providers/index.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { sentence } from '#lib/strings/index.ts';
import { speaksHttp } from '#lib/transports/schema.ts';
import { isInForm, type ServerKind, type Servers, typedOf } from './servers.ts';

/** What is known of a connection when something goes wrong; fills the sentences. Kept as JSON, so instants are text. */
export type Facts = {
  clientId: string;
  /** What only this provider has: its sentences ask for it by name. */
  settings: Record<string, string>;
  senderAddress: string;
  redirectUrl: string;
  /** Who signed in. */
  accountAddress?: string;
  /** Who had consented before. */
  previousAddress?: string;
  /** Joined with commas. */
  missingScopes?: string;
  /** An application permission, and where the provider's pages list it. */
  neededRole?: string;
  neededRolePath?: string;
  heldRole?: string;
  heldRolePath?: string;
  /** ISO 8601. */
  clientSecretExpiresAt?: string | null;
  grantKind?: GrantKind;
  /** What a token request asks for, joined with commas. */
  scopes?: string;
  smtpHost?: string;
  /** Those that are asked for anything. Absent in what was stored before they were kept. */
  servers?: Servers;
  /** Not in use yet, and never seen to work: what was typed in may be wrong where, later, the same reply passes. */
  isNew?: boolean;
};

/** How what failed comes to be tried again: only renewing what is in use goes on by itself. */
export type Again = 'renewing' | 'connecting' | 'sending' | 'asking';

/** Whom a sentence is about: the server that was asked, and what came of it. */
export type Asked = { kind: ServerKind; reply: Reply | undefined; again: Again };

/** Every value a sentence may ask for. What is not known gets words that still make a sentence. */
export function sentenceValues(provider: Provider, facts: Facts, { kind, reply, again }: Asked) {
  const { clientId, settings } = facts;
  return {
    ...serverValues(provider, facts, kind),
    ...Object.fromEntries(provider.settings.map(({ name, label }) => [name, settings[name] || `(${label})`])),
    ...provider.sentenceValues?.({ clientId, settings, reply }),
    provider: provider.label,
    clientId: facts.clientId,
    senderAddress: facts.senderAddress,
    redirectUrl: facts.redirectUrl,
    accountAddress: facts.accountAddress || 'Another account',
    previousAddress: facts.previousAddress || 'the account used before',
    trustee: facts.accountAddress || facts.clientId,
    scopes: facts.scopes || 'those in the settings',
    missingScopes: facts.missingScopes || 'the permission to send mail',
    neededRole: facts.neededRole || 'the one to send mail',
    neededRolePath: facts.neededRolePath || 'the mail service',
    heldRole: facts.heldRole || 'another one',
    heldRolePath: facts.heldRolePath || 'another service',
    grantKind: facts.grantKind ?? 'other',
    secret: secretRule({ provider: provider.id, grantKind: facts.grantKind ?? provider.grantKinds[0], settings }).name,
    status: String(reply?.status ?? ''),
    smtpHost: facts.smtpHost || 'the mail server',
    secretEnd: secretEnd(facts.clientSecretExpiresAt),
    again: sentence(`again.${again}`, { retryIn: retryIn(reply?.retryAfterMs) }),
  };
}

/**
 * What a sentence asks of the server it is about. `address` names the settings to correct, where they stand for this
 * connection, and ends what it stands in: a person who changed what a provider says of itself may also take that back.
 */
function serverValues(provider: Provider, facts: Facts, asked: ServerKind) {
  const of = { provider, grantKind: facts.grantKind, servers: facts.servers };
  const place = asked === 'api' ? provider.transports.find(speaksHttp) : asked;
  const within = (address: string) => (isInForm(of, asked) ? address : sentence('where.advanced', { address }));
  const address = sentence(`where.address.${place ?? 'mail'}`);
  const typed = typedOf(of, asked);
  const typedHost = facts.isNew ? 'new' : 'typed';
  return {
    asked,
    server: sentence(`where.server.${asked}`),
    host: facts.servers?.[asked]?.host || sentence('where.unknown'),
    address: within(address),
    /** Of a name that is wrong: whatever the port. */
    hostAddress: within(asked === 'mail' ? sentence('where.address.mailHost') : address),
    /** `own`: the provider's, which no setting is at fault for. */
    addressBy: typed === 'nothing' ? 'own' : 'typed',
    /** The same of its host alone: `new` where that never worked. */
    hostBy: typed === 'host' ? typedHost : 'own',
    proxied: facts.servers?.[asked]?.hasProxy ? 'yes' : 'no',
    /** Whether its endpoints and scopes are the provider's own, and changed under Advanced. */
    advanced: provider.asks ? 'no' : 'yes',
  };
}

const longDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

function secretEnd(instant: string | null | undefined): string {
  const at = instant ? new Date(instant) : null;
  return at && !Number.isNaN(at.getTime()) ? ` on ${longDate.format(at)}` : '';
}

function retryIn(ms: number | undefined): string {
  if (ms === undefined) return ' in a while';
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 2) return ` in ${Math.max(1, Math.ceil(ms / 1000))} seconds`;
  return minutes < 120 ? ` in ${minutes} minutes` : ` in ${Math.ceil(minutes / 60)} hours`;
}
