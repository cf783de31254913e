type Times = { consentedAt: string | null; lastRefreshAt: string | null };

/** When the grant was last refreshed; null as long as the tokens are those the consent brought. */
export function lastRefreshOf({ consentedAt, lastRefreshAt }: Times): string | null {
  if (lastRefreshAt === null || consentedAt === null) return lastRefreshAt;
  return Date.parse(lastRefreshAt) > Date.parse(consentedAt) ? lastRefreshAt : null;
}
