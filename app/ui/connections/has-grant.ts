import type { ConnectionView } from '#lib/connections/schema.ts';

/** Whether there is anything to send with: a token in hand or the means to get one. */
export function hasGrant(connection: ConnectionView): boolean {
  const { grant } = connection;
  return grant !== null && (grant.hasRefreshToken || grant.accessTokens.length > 0);
}

/** Whether the connection may take over: it holds a token and nothing is in the way (the server decides again). */
export function canActivate(connection: ConnectionView): boolean {
  const refused = ['invalid', 'needs_consent', 'blocked'].includes(connection.health);
  return connection.stage === 'candidate' && hasGrant(connection) && !refused;
}
