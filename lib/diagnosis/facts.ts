import type { Reply } from '#lib/errors/index.ts';
import type { GrantKind } from '#lib/providers/index.ts';

/** What is known of a connection when something goes wrong; fills the sentences. Kept as JSON, so instants are text. */
export type Facts = {
  clientId: string;
  directoryId: string;
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
};

/** Every value a sentence may ask for. What is not known gets words that still make a sentence. */
export function sentenceValues(providerLabel: string, facts: Facts, reply: Reply | undefined) {
  return {
    provider: providerLabel,
    clientId: facts.clientId,
    directoryId: facts.directoryId,
    senderAddress: facts.senderAddress,
    redirectUrl: facts.redirectUrl,
    accountAddress: facts.accountAddress || 'Another account',
    previousAddress: facts.previousAddress || 'the account used before',
    trustee: facts.accountAddress || facts.clientId,
    missingScopes: facts.missingScopes || 'the permission to send mail',
    neededRole: facts.neededRole || 'the one to send mail',
    neededRolePath: facts.neededRolePath || 'the mail service',
    heldRole: facts.heldRole || 'another one',
    heldRolePath: facts.heldRolePath || 'another service',
    grantKind: facts.grantKind ?? 'other',
    secretEnd: secretEnd(facts.clientSecretExpiresAt),
    retryIn: retryIn(reply?.retryAfterMs),
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
