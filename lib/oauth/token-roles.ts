import { decodeJwt, errors } from 'jose';
import type { Secret } from '#lib/crypto/secret.ts';

/**
 * The application permissions an access token names (`roles`, RFC 9068 §2.2.3.1 and Entra's access-token claims);
 * null where it cannot be read. Good for a diagnosis only: the token is meant for somebody else, who may give it
 * another form at any time, and its signature is not looked at.
 */
export function tokenRoles(token: Secret): string[] | null {
  try {
    const { roles = [] } = decodeJwt(token.reveal());
    return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : null;
  } catch (error) {
    if (error instanceof errors.JWTInvalid) return null;
    throw error;
  }
}
