/**
 * How long web and worker may take to stop. Longer than a token request (12 s, tokenRequestTimeoutMs of lib/tokens) and
 * the storing of what it brought: a refresh token that was rotated and not stored is lost, and the grant with it.
 */
export const gracePeriodMs = 30_000;
