import type { ConnectionView } from '#lib/connections/schema.ts';

type Facts = Pick<ConnectionView, 'stage'> & {
  grant: Pick<
    NonNullable<ConnectionView['grant']>,
    'refreshTokenEndsAt' | 'refreshTokenIdleDays' | 'stoppedAt' | 'hasRefreshToken'
  > | null;
};

/** The day a provider named for the end of a living grant, still to come; null where use alone keeps it alive. */
export function namedEndOf({ stage, grant }: Facts, now: number): number | null {
  if (stage === 'retired' || grant === null || !grant.hasRefreshToken || grant.stoppedAt !== null) return null;
  if (grant.refreshTokenEndsAt === null || grant.refreshTokenIdleDays !== null) return null;
  const end = Date.parse(grant.refreshTokenEndsAt);
  return end > now ? end : null;
}
