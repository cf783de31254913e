import { keyedHash } from './keyed-hash.ts';

/**
 * The PKCE verifier (RFC 7636 §4.1) and the nonce of a trip to an issuer: 256 bits each, made of its state and of the
 * cookie of the browser that began it by a key of this installation. So nobody has to keep them, and only the callback
 * that brings both can be answered.
 */
export function tripSecrets(state: string, browserToken: string): { codeVerifier: string; nonce: string } {
  const of = (purpose: string) => keyedHash('sign-in trip', purpose, state, browserToken).toString('base64url');
  return { codeVerifier: of('verifier'), nonce: of('nonce') };
}
