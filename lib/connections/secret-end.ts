import type { Prisma, SecretEndSource } from '#lib/db/generated/client.ts';
import type { SecretHolder } from '#lib/providers/schema.ts';
import { certificateEnd } from './read-secret-file.ts';

type EndColumns = Pick<
  Prisma.ConnectionUncheckedUpdateInput,
  'clientSecretExpiresAt' | 'secretEndSource' | 'secretEndReadAt' | 'secretUnlistedAt'
>;

/** The columns of a connection that knows of no end. */
export const noEnd = {
  clientSecretExpiresAt: null,
  secretEndSource: null,
  secretEndReadAt: null,
  secretUnlistedAt: null,
} satisfies EndColumns;

/** A provider shows the day on which a secret ends; it works until then (UTC). */
export function endOf(day: string | null): Date | null {
  return day === null ? null : new Date(`${day}T00:00:00Z`);
}

/** The columns of an end (ISO date, UTC), and who tells it. What a provider's list said before is about another. */
export function endBy(source: Exclude<SecretEndSource, 'provider'>, day: string | null) {
  return { ...noEnd, clientSecretExpiresAt: endOf(day), secretEndSource: day === null ? null : source };
}

/** The columns of the end of a secret that was just given: a certificate tells its own, of another the day is entered. */
export function endOfGiven(kind: SecretHolder, clientSecret: string | undefined, day: string | null | undefined) {
  const told = clientSecret === undefined ? null : certificateEnd(kind, clientSecret);
  return told === null ? endBy('entered', day ?? null) : endBy('certificate', told);
}
