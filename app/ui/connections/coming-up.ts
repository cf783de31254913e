import type { ConnectionView } from '#lib/connections/schema.ts';
import { daysLeft } from './days-left.ts';

export type Coming =
  | { kind: 'renewal' | 'retry'; at: string; isDue: boolean }
  | { kind: 'atUse' | 'nothing' }
  | { kind: 'secret'; endsAt: string; tone: 'off' | 'warn' | 'bad' }
  | { kind: 'named' | 'unused' | 'over'; at: string; tone: 'off' | 'warn' | 'bad' };

/** So many days before an end somebody is asked to act. */
const warnDays = 30;
const dayMs = 86_400_000;

type Facts = Pick<ConnectionView, 'health' | 'hasClientSecret' | 'clientSecretExpiresAt'> & {
  grant: Pick<
    NonNullable<ConnectionView['grant']>,
    'nextRefreshAt' | 'refreshTokenEndsAt' | 'refreshTokenIdleDays' | 'stoppedAt'
  >;
};

/** What will happen to a grant next, the soonest first. */
export function comingUp(connection: Facts, now: number): Coming[] {
  return [nextUse(connection, now), ...endsOf(connection, now)];
}

function nextUse({ health, grant }: Facts, now: number): Coming {
  if (grant.stoppedAt !== null || isOver(grant, now)) return { kind: 'nothing' };
  if (grant.nextRefreshAt === null) return { kind: 'atUse' };
  const isDue = Date.parse(grant.nextRefreshAt) <= now;
  return { kind: health === 'retrying' || health === 'invalid' ? 'retry' : 'renewal', at: grant.nextRefreshAt, isDue };
}

function isOver({ refreshTokenEndsAt }: Facts['grant'], now: number): boolean {
  return refreshTokenEndsAt !== null && Date.parse(refreshTokenEndsAt) <= now;
}

function endsOf({ hasClientSecret, clientSecretExpiresAt, grant }: Facts, now: number): Coming[] {
  const ends: { at: number; coming: Coming }[] = [];
  if (hasClientSecret && clientSecretExpiresAt !== null) {
    const days = daysLeft(clientSecretExpiresAt, now);
    const tone = days < 0 ? 'bad' : days <= warnDays ? 'warn' : 'off';
    ends.push({
      at: Date.parse(clientSecretExpiresAt),
      coming: { kind: 'secret', endsAt: clientSecretExpiresAt, tone },
    });
  }
  const { refreshTokenEndsAt: endsAt, refreshTokenIdleDays, stoppedAt } = grant;
  if (endsAt !== null && stoppedAt === null) {
    const at = Date.parse(endsAt);
    const tone = at - now <= warnDays * dayMs ? 'warn' : 'off';
    // A day that every renewal moves on is worth a line only once nothing has moved it for long.
    if (isOver(grant, now)) ends.push({ at, coming: { kind: 'over', at: endsAt, tone: 'bad' } });
    else if (refreshTokenIdleDays === null) ends.push({ at, coming: { kind: 'named', at: endsAt, tone } });
    else if (tone === 'warn') ends.push({ at, coming: { kind: 'unused', at: endsAt, tone } });
  }
  return ends.sort((a, b) => a.at - b.at).map(({ coming }) => coming);
}
