import type { IDToken } from 'oauth4webapi';
import { claimText } from './claim-text.ts';
import { ownRefusal } from './refusals.ts';
import type { Identity } from './types.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Who consented, from validated claims. Entra's `tid` and `oid` name a person in every application; its `sub` differs
 * per application. Only Entra's: its issuer is named after the directory. Anywhere else claims of these names may be
 * whatever people write into their profile, and `sub` is all there is (OpenID Connect Core §5.7). Addresses are for
 * display: Entra lets a directory write any address into them.
 */
export function identity(issuer: string, claims: IDToken | undefined): Identity {
  if (!claims) throw ownRefusal('id_token_invalid', 'The answer holds no ID token.');
  const directory = ofDirectory(issuer, claimText(claims.tid));
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

function ofDirectory(issuer: string, tid: string | undefined): string | undefined {
  return tid && guid.test(tid) && issuer.split('/').includes(tid) ? tid : undefined;
}
