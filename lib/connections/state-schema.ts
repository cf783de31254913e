/** What a connection's state means, on the server and on the screens. Safe in the browser; everybody takes it from schema.ts. */

export const healths = ['untested', 'working', 'retrying', 'invalid', 'needs_consent', 'blocked'] as const;
type Health = (typeof healths)[number];

const stopped: readonly Health[] = ['invalid', 'needs_consent', 'blocked'];

/** Whether somebody must act before it gets a token, or gets in, again: waiting cures nothing. */
export function isStopped({ health }: { health: Health }): boolean {
  return stopped.includes(health);
}

const dayMs = 86_400_000;

type SecretEnd = {
  clientSecretExpiresAt: Date | string | null;
  secretEndSource: 'entered' | 'provider' | 'certificate' | null;
};

/**
 * When the secret a connection shows is worth nothing any more, or null: to the instant where its provider says so; what
 * a person entered, and what is kept of a certificate's end, is its last day, which providers count in UTC.
 */
export function secretEndsAt({ clientSecretExpiresAt, secretEndSource }: SecretEnd): Date | null {
  if (clientSecretExpiresAt === null) return null;
  const said = new Date(clientSecretExpiresAt).getTime();
  return new Date(secretEndSource === 'entered' || secretEndSource === 'certificate' ? said + dayMs : said);
}
