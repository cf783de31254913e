import { type ConnectionView, type GrantLifeView, secretEndsAt } from '#lib/connections/schema.ts';

const dayMs = 86_400_000;

/** What a life line is drawn from: instants in milliseconds, null for what there is not or nobody knows. */
export type LifeData = {
  /** A person consented, or the application asked for its first token. */
  began: { by: 'consent' | 'token'; at: number };
  renewals: number;
  renewedAt: number[];
  failedAt: number[];
  /** When it ends by itself: unused for so many days, on the day its provider named, or with the client secret. */
  end: { at: number; rule: 'unused' | 'named' | 'secret'; days: number } | null;
  /** The end of the client secret's last day, where the grant itself would live longer or as long. */
  secretEndsAt: number | null;
  /** The provider ended it. */
  stoppedAt: number | null;
  /** Renewing fails: it passes by itself, or a setting must be mended. */
  failing: { since: number; passing: boolean } | null;
};

type Grant = NonNullable<ConnectionView['grant']>;
type Facts = Pick<
  ConnectionView,
  'grantKind' | 'health' | 'hasClientSecret' | 'clientSecretExpiresAt' | 'secretEndSource' | 'problem'
> & {
  grant: Pick<Grant, 'consentedAt' | 'refreshTokenEndsAt' | 'refreshTokenIdleDays' | 'stoppedAt'>;
};

/** What this connection's answers say of its grant's life; null before it has begun. */
export function lifeData(connection: Facts, life: Omit<GrantLifeView, 'chain'>): LifeData | null {
  const { grant, grantKind } = connection;
  const personal = grantKind === 'authorization_code';
  const beganAt = (personal ? grant.consentedAt : null) ?? life.beganAt;
  if (beganAt === null) return null;
  const secretEnds = secretEnd(connection);
  const began = Date.parse(beganAt);
  return {
    began: { by: personal ? 'consent' : 'token', at: began },
    renewals: life.renewals,
    renewedAt: life.renewedAt.map(Date.parse),
    failedAt: life.failedAt.map(Date.parse),
    end: endOf(grant, began) ?? (secretEnds === null ? null : { at: secretEnds, rule: 'secret', days: 0 }),
    secretEndsAt: grant.refreshTokenEndsAt === null ? null : secretEnds,
    stoppedAt: grant.stoppedAt === null ? null : Date.parse(grant.stoppedAt),
    failing: failingOf(connection, life),
  };
}

function secretEnd({ hasClientSecret, ...secret }: Facts): number | null {
  return hasClientSecret ? (secretEndsAt(secret)?.getTime() ?? null) : null;
}

function endOf(grant: Facts['grant'], began: number): LifeData['end'] {
  if (grant.refreshTokenEndsAt === null) return null;
  const at = Date.parse(grant.refreshTokenEndsAt);
  if (grant.refreshTokenIdleDays !== null) return { at, rule: 'unused', days: grant.refreshTokenIdleDays };
  return { at, rule: 'named', days: Math.round((at - began) / dayMs) };
}

/** Only of a grant that is alive: what ended it is no passing matter. A delivery that fails is none of the grant's. */
function failingOf({ grant, health, problem }: Facts, life: Omit<GrantLifeView, 'chain'>): LifeData['failing'] {
  if (life.failingSince === null || grant.stoppedAt !== null || problem === null) return null;
  return { since: Date.parse(life.failingSince), passing: health === 'retrying' };
}
