import { servesUntil } from './serves-until.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** However short a server's tokens live, it is not asked more often than this. */
const leastWaitMs = 5_000;

/** What is used once a day is ready for tomorrow's report at the same hour. */
const usedLatelyMs = 1.5 * dayMs;

/** A grant that died in silence is noticed within a week, long before the idle limit of any provider known. */
const longestRestMs = 7 * dayMs;
/** Where nobody knows how long a refresh token may rest. */
const unknownRestMs = 3 * dayMs;
/** For an application's own secret or key nothing ends by resting; that it was withdrawn is noticed within a day. */
const applicationRestMs = dayMs;

/** What decides when a grant is refreshed next. */
export type Renewal = {
  /** Of the access token in hand. */
  obtainedAt: Date;
  expiresAt: Date;
  minTokenLifeMs: number;
  lastUsedAt: Date | null;
  hasRefreshToken: boolean;
  /** The end that the server named for the refresh token. */
  refreshTokenExpiresAt: Date | null;
  /** Days without use that end it. */
  idleDays: number | null;
};

/** Whether access tokens are renewed before they end; else the grant rests, and is exercised so that it does not die of it. */
export function isUsedLately(lastUsedAt: Date | null, now: Date): boolean {
  return lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < usedLatelyMs;
}

/** When the worker refreshes a grant next. `random` in [0, 1) spreads what was made together. */
export function nextRefresh(renewal: Renewal, now: Date, random = Math.random()): Date {
  const { obtainedAt, expiresAt, minTokenLifeMs } = renewal;
  const exercised = exerciseTime(renewal, now, random);
  if (!isUsedLately(renewal.lastUsedAt, now)) return exercised;
  // A refresh token may be given less time than the access token beside it.
  const renewed = renewalTime(obtainedAt, expiresAt, minTokenLifeMs, random);
  return renewal.refreshTokenExpiresAt && exercised < renewed ? exercised : renewed;
}

/**
 * When an access token is renewed ahead of time: at 45–95 % of the time for which it serves. So wide, because a thousand
 * grants that were made in one minute, or came back with their provider, would else come due together for hours to come.
 */
export function renewalTime(obtainedAt: Date, expiresAt: Date, minTokenLifeMs: number, random = Math.random()): Date {
  const servesMs = servesUntil({ obtainedAt, expiresAt }, { minTokenLifeMs }).getTime() - obtainedAt.getTime();
  return new Date(obtainedAt.getTime() + Math.max(leastWaitMs, servesMs * (0.45 + 0.5 * random)));
}

/**
 * When a grant that nobody uses is refreshed for its own sake: after a third of the days that end it by idleness, and
 * before half of what the server left of it is over (`refresh_token_expires_in`, which RFC 6749 does not know).
 */
export function exerciseTime(
  {
    hasRefreshToken,
    refreshTokenExpiresAt,
    idleDays,
  }: Pick<Renewal, 'hasRefreshToken' | 'refreshTokenExpiresAt' | 'idleDays'>,
  now: Date,
  random = Math.random(),
): Date {
  const byRuleMs = idleDays === null ? unknownRestMs : Math.min(longestRestMs, (idleDays * dayMs) / 3);
  const leftMs = refreshTokenExpiresAt ? Math.max(0, refreshTokenExpiresAt.getTime() - now.getTime()) : Infinity;
  const restMs = hasRefreshToken ? Math.min(byRuleMs, leftMs / 2) : applicationRestMs;
  return new Date(now.getTime() + Math.max(minuteMs, restMs * (0.5 + 0.5 * random)));
}

/**
 * When a failed renewal is tried again: 5 s doubling to 30 minutes with full jitter on the upper half, and never
 * before the provider's own Retry-After.
 */
export function retryTime(now: Date, failures: number, retryAfterMs = 0, random = Math.random()): Date {
  const ceiling = Math.min(30 * minuteMs, 5_000 * 2 ** Math.min(failures, 20));
  return new Date(now.getTime() + Math.max(retryAfterMs, ceiling * (0.5 + 0.5 * random)));
}
