import type { Connection, Grant, Notice } from '#lib/db/generated/client.ts';
import { type ProviderId, provider as providerOf } from '#lib/providers/index.ts';
import type { NoticeKind } from './schema.ts';

export const dayMs = 86_400_000;

/** What ends is told of from then on; what its server ends sooner as soon as it is known to. */
export const aheadMs = 30 * dayMs;

/** Something that is so of a connection and that its people must know. */
export type Matter = {
  kind: NoticeKind;
  /** Which one of its kind: with another secret or another consent it is another matter. */
  about: string;
  endsAt: Date | null;
  /** Many servers name an end with every refresh token, and move it with the next: nothing stops while it is renewed. */
  mayMove: boolean;
};

/** What is read of the grant of a connection beside it. */
export const grantRead = { select: { consentedAt: true, lastRefreshAt: true, refreshTokenExpiresAt: true } } as const;

export type Watched = Connection & { grant: Pick<Grant, keyof (typeof grantRead)['select']> | null };

/** Waiting cures none of these. */
export const troubles = {
  invalid: 'needs_settings',
  needs_consent: 'needs_consent',
  blocked: 'needs_consent',
} as const satisfies Partial<Record<Connection['health'], NoticeKind>>;

/** What is so of a connection in use. */
export function mattersOf(connection: Watched, now: Date): Matter[] {
  if (connection.stage !== 'active') return [];
  return [troubleOf(connection), secretEndOf(connection, now), grantEndOf(connection, now)].filter(
    (matter) => matter !== null,
  );
}

function troubleOf({ health }: Watched): Matter | null {
  return health in troubles
    ? { kind: troubles[health as keyof typeof troubles], about: '', endsAt: null, mayMove: false }
    : null;
}

function secretEndOf(
  { clientSecret, clientSecretExpiresAt: endsAt, secretVersion }: Watched,
  now: Date,
): Matter | null {
  if (clientSecret === null || !isNear(endsAt, now)) return null;
  return { kind: 'secret_ending', about: String(secretVersion), endsAt, mayMove: false };
}

/** Once it has ended, the trouble it makes is told of. */
function grantEndOf({ grant, provider }: Watched, now: Date): Matter | null {
  const endsAt = grant?.refreshTokenExpiresAt ?? null;
  if (!isNear(endsAt, now) || endsAt <= now) return null;
  const mayMove = providerOf(provider as ProviderId).fixedEndPage === undefined;
  return { kind: 'grant_ending', about: grant?.consentedAt?.toISOString() ?? '', endsAt, mayMove };
}

function isNear(endsAt: Date | null, now: Date): endsAt is Date {
  return endsAt !== null && endsAt.getTime() - now.getTime() <= aheadMs;
}

/**
 * Whether an open notice is of this matter. An end that moved a little was corrected; one that moved away by days is
 * another's, even if nobody typed another secret, and is to be told of from the beginning.
 */
export function isOf({ about, endsAt }: Pick<Notice, 'about' | 'endsAt'>, matter: Matter): boolean {
  if (about !== matter.about) return false;
  if (matter.mayMove) return !hasMoved(endsAt, matter);
  if (matter.kind !== 'secret_ending' || !endsAt || !matter.endsAt) return true;
  return matter.endsAt.getTime() - endsAt.getTime() <= dayMs;
}

/** By more than the seconds that each answer is off. */
export function hasMoved(before: Date | null, { endsAt }: Matter): boolean {
  return Math.abs((endsAt?.getTime() ?? 0) - (before?.getTime() ?? 0)) > 60_000;
}
