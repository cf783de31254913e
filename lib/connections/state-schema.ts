import type { GrantKind } from '#lib/providers/types.ts';

/** What a connection's state means, on the server and on the screens. Safe in the browser; everybody takes it from schema.ts. */

export const healths = ['untested', 'working', 'retrying', 'invalid', 'needs_consent', 'blocked'] as const;
type Health = (typeof healths)[number];

const stopped: readonly Health[] = ['invalid', 'needs_consent', 'blocked'];

/** Whether somebody must act before it gets a token, or gets in, again: waiting cures nothing. */
export function isStopped({ health }: { health: Health }): boolean {
  return stopped.includes(health);
}

/** Whether an authorization server is asked for a grant; where not, the mail server alone decides. */
export function asksAServer({ grantKind }: { grantKind: GrantKind }): boolean {
  return grantKind !== 'password' && grantKind !== 'none';
}

const dayMs = 86_400_000;

/** When the secret a connection shows is worth nothing any more: good through its last day, which providers count in UTC. */
export function secretEndsAt(clientSecretExpiresAt: Date): Date {
  return new Date(clientSecretExpiresAt.getTime() + dayMs);
}
