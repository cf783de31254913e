import { type ConnectionView, isStopped } from '#lib/connections/schema.ts';
import { asksForTokens, showsSecret } from '#lib/providers/schema.ts';

export { asksForTokens };

/** Whether the secret that this connection shows was forgotten; one that shows none lacks none. */
export function lacksSecret(
  connection: Pick<ConnectionView, 'provider' | 'grantKind' | 'settings' | 'hasClientSecret'>,
): boolean {
  return !connection.hasClientSecret && showsSecret(connection);
}

/** Whether there is anything to send with: a token in hand or the means to get one, a password, or no need of either. */
export function hasGrant(connection: ConnectionView): boolean {
  if (!asksForTokens(connection)) return !lacksSecret(connection);
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

/** Whether the connection may be activated, but for a proof: it holds a token and nobody is asked to act first. */
export function canActivate(connection: ConnectionView): boolean {
  return connection.stage === 'candidate' && hasGrant(connection) && !isStopped(connection);
}

/**
 * Whether what was typed may be what keeps a candidate from working. What passes at an authorization server does by
 * itself; a mail server that is not there may be one that nobody meant.
 */
export function hasFieldsToCheck(connection: ConnectionView): boolean {
  const { stage, problem } = connection;
  if (stage !== 'candidate' || problem === null) return false;
  const passes = problem.class === 'transient' || problem.class === 'quota';
  return asksForTokens(connection) ? !hasGrant(connection) && !passes : !passes || problem.fields.length > 0;
}

/**
 * What must succeed before activating is offered, null where nothing must (the server decides again). Where nothing is
 * replaced, a refused mail is no obstacle; what did not get in would not get in then either.
 */
export function missingProof(
  { proofNeeded }: Pick<ConnectionView, 'proofNeeded'>,
  replaces: boolean,
): ConnectionView['proofNeeded'] {
  return replaces || proofNeeded === 'verify' ? proofNeeded : null;
}

/** Whether a consent, or a token of the application's own, was ever had since the last disconnecting. */
export function wasConnected({ grant }: { grant: { lastRefreshAt: string | null } | null }): boolean {
  return grant !== null && grant.lastRefreshAt !== null;
}
