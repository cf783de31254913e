import type { ConnectionView } from '#lib/connections/schema.ts';
import { daysLeft } from './days-left.ts';

export type Coming =
  | { kind: 'asking' }
  | { kind: 'unanswered'; at: string | null; isDue: boolean; isLast: boolean; isOut: boolean }
  | { kind: 'renewal' | 'retry' | 'exercise'; at: string; isDue: boolean }
  | { kind: 'atUse' | 'nothing' | 'person' | 'policy' }
  | { kind: 'secret'; endsAt: string; tone: 'off' | 'warn' | 'bad' }
  | { kind: 'named' | 'unused' | 'over'; at: string; tone: 'off' | 'warn' | 'bad' };

/** So many days before an end somebody is asked to act. */
const warnDays = 30;
const dayMs = 86_400_000;

type Facts = Pick<ConnectionView, 'health' | 'hasClientSecret' | 'clientSecretExpiresAt'> & {
  grant: Pick<
    NonNullable<ConnectionView['grant']>,
    'nextRefreshAt' | 'renewal' | 'request' | 'refreshTokenEndsAt' | 'refreshTokenIdleDays' | 'stoppedAt'
  >;
};

/** What will happen to a grant next, the soonest first. */
export function comingUp(connection: Facts, now: number): Coming[] {
  return [...nextTokens(connection, now), ...endsOf(connection, now)];
}

function nextTokens({ health, grant }: Facts, now: number): Coming[] {
  const { request, nextRefreshAt: at } = grant;
  if (grant.stoppedAt !== null || isOver(grant, now)) return [{ kind: whoHelps(health) }];
  if (request?.kind === 'under_way') return [{ kind: 'asking' }];
  if (request) {
    const next = request.until ?? at;
    const isDue = next !== null && Date.parse(next) <= now;
    return [{ kind: 'unanswered', at: next, isDue, isLast: request.triesLeft === 1, isOut: request.triesLeft === 0 }];
  }
  if (at === null) return [{ kind: 'atUse' }];
  const isDue = Date.parse(at) <= now;
  if (health === 'retrying' || health === 'invalid') return [{ kind: 'retry', at, isDue }];
  const rests = grant.renewal === 'on_demand';
  return rests ? [{ kind: 'atUse' }, { kind: 'exercise', at, isDue }] : [{ kind: 'renewal', at, isDue }];
}

/** Who must act before there is a token again. */
function whoHelps(health: Facts['health']): 'person' | 'policy' | 'nothing' {
  if (health === 'needs_consent') return 'person';
  return health === 'blocked' ? 'policy' : 'nothing';
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
