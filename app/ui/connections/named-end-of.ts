import type { ConnectionView } from '#lib/connections/schema.ts';

type Facts = Pick<ConnectionView, 'stage' | 'fixedEndPage'> & {
  grant: Pick<
    NonNullable<ConnectionView['grant']>,
    'refreshTokenEndsAt' | 'refreshTokenIdleDays' | 'stoppedAt' | 'hasRefreshToken'
  > | null;
};

/**
 * The day a provider named for the end of a living grant, still to come; null where use alone keeps it alive, or a
 * renewal may move it.
 */
export function namedEndOf({ stage, fixedEndPage, grant }: Facts, now: number): number | null {
  if (stage === 'retired' || grant === null || !grant.hasRefreshToken || grant.stoppedAt !== null) return null;
  if (fixedEndPage === null || grant.refreshTokenEndsAt === null || grant.refreshTokenIdleDays !== null) return null;
  const end = Date.parse(grant.refreshTokenEndsAt);
  return end > now ? end : null;
}
