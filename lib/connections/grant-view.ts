import type { AccessToken, Connection, Grant } from '#lib/db/generated/client.ts';
import type { Provider } from '#lib/providers/index.ts';
import { isUsedLately, openRequest } from '#lib/tokens/index.ts';
import { lastDay } from './last-day.ts';
import type { ConnectionView } from './schema.ts';
import type { StoredTest } from './view.ts';

type View = NonNullable<ConnectionView['grant']>;
type GrantRow = Grant & { accessTokens: AccessToken[] };

const dayMs = 86_400_000;

/** What a caller may see of a grant: what is held and since when, what comes next, and until when it lasts. */
export function grantView(connection: Connection, grant: GrantRow, provider: Provider, test: StoredTest | null): View {
  const idleDays = provider.refreshTokenIdleDays;
  const lastUse = grant.lastRefreshAt ?? grant.receivedAt;
  const isIdle = grant.refreshToken !== null && lastUse !== null && idleDays !== null;
  const idleEnd = isIdle ? new Date(lastUse.getTime() + idleDays * dayMs) : null;
  const last = lastDay(connection, grant, idleEnd);
  const request = openRequest(grant, connection, provider);
  return {
    account: grant.subject === null ? null : { address: grant.accountAddress, name: grant.accountName },
    scopes: grant.scopes,
    generation: grant.generation,
    hasRefreshToken: grant.refreshToken !== null,
    consentedAt: iso(grant.consentedAt),
    receivedAt: iso(grant.receivedAt),
    refreshTokenEndsAt: iso(grant.refreshTokenExpiresAt ?? idleEnd),
    refreshTokenIdleDays: idleEnd !== null && grant.refreshTokenExpiresAt === null ? idleDays : null,
    lastDay: last && { at: last.at.toISOString(), rule: last.rule },
    lastRefreshAt: iso(grant.lastRefreshAt),
    lastUsedAt: iso(grant.lastUsedAt),
    nextRefreshAt: iso(grant.nextRefreshAt),
    renewal: renewalOf(connection, grant),
    request: request && { ...request, until: iso(request.until) },
    stoppedAt: iso(grant.stoppedAt),
    accessTokens: grant.accessTokens.map((token) => ({
      resource: token.resource,
      obtainedAt: token.obtainedAt.toISOString(),
      expiresAt: token.expiresAt.toISOString(),
      isRefused: test?.refused === token.resource && new Date(test.at) > token.obtainedAt,
    })),
  };
}

/** What is renewed ahead of its end is asked for before that; what is only kept alive, after it. */
function renewalOf(
  { stage }: Connection,
  { stoppedAt, nextRefreshAt, lastUsedAt, failures, accessTokens }: GrantRow,
): View['renewal'] {
  if (stage === 'retired' || stoppedAt !== null) return 'none';
  if (stage === 'candidate' || nextRefreshAt === null) return 'on_demand';
  // A try that failed is repeated soon, whatever it was for.
  if (failures > 0) return isUsedLately(lastUsedAt, new Date()) ? 'ahead' : 'on_demand';
  const lastEnd = Math.max(0, ...accessTokens.map(({ expiresAt }) => expiresAt.getTime()));
  return nextRefreshAt.getTime() <= lastEnd ? 'ahead' : 'on_demand';
}

function iso(instant: Date | null): string | null {
  return instant === null ? null : instant.toISOString();
}
