import type { ConnectionView } from '#lib/connections/schema.ts';

/** Whether there is anything to send with: a token in hand or the means to get one. */
export function hasGrant(connection: ConnectionView): boolean {
  const { grant } = connection;
  return grant !== null && (grant.hasRefreshToken || grant.accessTokens.length > 0);
}

/**
 * Whether the next step is to get a grant: somebody went to the consent screen and has not come back, or there is none
 * yet and no problem that says what to do instead.
 */
export function needsConnecting(connection: ConnectionView): boolean {
  const { stage, consentPendingSince, problem, lastConsentProblem } = connection;
  if (stage === 'retired') return false;
  if (consentPendingSince !== null) return true;
  return stage === 'candidate' && !hasGrant(connection) && !problem && !lastConsentProblem;
}

/** Whether the connection may take over: it holds a token and nothing is in the way (the server decides again). */
export function canActivate(connection: ConnectionView): boolean {
  const refused = ['invalid', 'needs_consent', 'blocked'].includes(connection.health);
  return connection.stage === 'candidate' && hasGrant(connection) && !refused;
}

/** Whether a consent, or a token of the application's own, was ever had since the last disconnecting. */
export function wasConnected({ grant }: { grant: { lastRefreshAt: string | null } | null }): boolean {
  return grant !== null && grant.lastRefreshAt !== null;
}
