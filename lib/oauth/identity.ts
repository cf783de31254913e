import type { IDToken } from 'oauth4webapi';
import { ownRefusal } from './refusals.ts';
import type { Identity } from './types.ts';

/**
 * Who consented, from validated claims. Entra's `tid` and `oid` name a person in every application; its `sub` differs
 * per application. Addresses are for display: Entra lets a directory write any address into them.
 */
export function identity(issuer: string, claims: IDToken | undefined): Identity {
  if (!claims) throw ownRefusal('id_token_invalid', 'The answer holds no ID token.');
  const directory = text(claims.tid);
  const person = text(claims.oid);
  const address = text(claims.preferred_username) ?? text(claims.email);
  const name = text(claims.name);
  return {
    issuer,
    subject: directory && person ? `${directory}.${person}` : claims.sub,
    ...(address ? { address } : {}),
    ...(name ? { name } : {}),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
