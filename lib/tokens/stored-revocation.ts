import { Prisma } from '#lib/db/generated/client.ts';
import type { Reply } from '#lib/errors/index.ts';

/** What became of the access at the provider, as the connection keeps it until the next consent. */
export type StoredRevocation = { at: string } & (
  | { kind: 'under_way'; id: string }
  | { kind: 'kept' }
  /** `reply`: what was said of a token that was dead already. */
  | { kind: 'revoked'; reply?: Reply }
  | { kind: 'failed'; reply: Reply }
);

/** For a JSON column. */
export function revocationColumn(revocation: StoredRevocation | null): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return revocation === null ? Prisma.DbNull : (revocation as unknown as Prisma.InputJsonValue);
}
