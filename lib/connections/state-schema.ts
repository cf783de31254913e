/** What a connection's state means, on the server and on the screens. Safe in the browser; everybody takes it from schema.ts. */

export const healths = ['untested', 'working', 'retrying', 'invalid', 'needs_consent', 'blocked'] as const;
type Health = (typeof healths)[number];

const stopped: readonly Health[] = ['invalid', 'needs_consent', 'blocked'];

/** Whether somebody must act before it gets a token, or gets in, again: waiting cures nothing. */
export function isStopped({ health }: { health: Health }): boolean {
  return stopped.includes(health);
}

const dayMs = 86_400_000;

/**
 * When the secret a connection shows is worth nothing any more. One that a person typed is a day, and good through it,
 * which providers count in UTC; one that was read from the provider or a certificate is the instant itself.
 */
export function secretEndsAt(clientSecretExpiresAt: Date): Date {
  const isDay = clientSecretExpiresAt.getTime() % dayMs === 0;
  return isDay ? new Date(clientSecretExpiresAt.getTime() + dayMs) : clientSecretExpiresAt;
}
