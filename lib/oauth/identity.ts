import type { IDToken } from 'oauth4webapi';
import { claimText } from './claim-text.ts';
import { ownRefusal } from './refusals.ts';
import type { Identity } from './types.ts';

/**
 * Who consented, from validated claims. Entra's `tid` and `oid` name a person in every application; its `sub` differs
 * per application. Addresses are for display: Entra lets a directory write any address into them.
 */
export function identity(issuer: string, claims: IDToken | undefined): Identity {
  if (!claims) throw ownRefusal('id_token_invalid', 'The answer holds no ID token.');
  const directory = claimText(claims.tid);
  const person = claimText(claims.oid);
  const address = claimText(claims.preferred_username) ?? claimText(claims.email);
  const name = claimText(claims.name);
  return {
    issuer,
    subject: directory && person ? `${directory}.${person}` : claims.sub,
    ...(address ? { address } : {}),
    ...(name ? { name } : {}),
  };
}
