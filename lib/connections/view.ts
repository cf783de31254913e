import type { AccessToken, Connection, ConsentAttempt, Grant } from '#lib/db/generated/client.ts';
import { describeProblem, redirectUrl, type StoredProblem, settingsOf } from '#lib/tokens/index.ts';
import type { ConnectionView, TestOutcomeView } from './schema.ts';
import { sendsUntil } from './sends-until.ts';

export const withGrant = {
  grant: { include: { accessTokens: { orderBy: { resource: 'asc' } } } },
  consentAttempts: { orderBy: { createdAt: 'desc' }, take: 1 },
} as const;

export type ConnectionRow = Connection & {
  grant: (Grant & { accessTokens: AccessToken[] }) | null;
  consentAttempts: ConsentAttempt[];
};

/** What the last test e-mail came to, as the database keeps it. */
export type StoredTest = { kind: TestOutcomeView['kind']; to: string; at: string; problem: StoredProblem | null };

const dayMs = 86_400_000;

/** What a caller may see of a connection: an allow-list, without any secret. */
export function connectionView(row: ConnectionRow): ConnectionView {
  const settings = settingsOf(row);
  const { provider, endpoints, scopes, saveToSentItems } = settings;
  const describe = (stored: unknown) =>
    stored === null ? null : describeProblem(provider.id, stored as StoredProblem);
  const test = row.lastTest as StoredTest | null;
  const attempt = row.consentAttempts[0];
  return {
    id: row.id,
    provider: provider.id,
    providerLabel: provider.label,
    grantKind: row.grantKind,
    transport: row.transport as ConnectionView['transport'],
    stage: row.stage,
    health: row.health,
    problem: describe(row.problem),
    sendsUntil: iso(sendsUntil(settings, row.grant?.accessTokens ?? [])),
    senderName: row.senderName,
    senderAddress: row.senderAddress,
    clientId: row.clientId,
    directoryId: row.directoryId,
    hasClientSecret: row.clientSecret !== null,
    clientSecretExpiresAt: iso(row.clientSecretExpiresAt),
    overrides: row.overrides as ConnectionView['overrides'],
    endpoints: { ...endpoints, scopes, saveToSentItems },
    redirectUrl: redirectUrl(provider.id),
    mailboxUrl: provider.mailboxUrl,
    revocation: provider.revocation,
    testRecipient: row.testRecipient,
    lastTest: test && { kind: test.kind, to: test.to, at: test.at, problem: describe(test.problem) },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    activatedAt: iso(row.activatedAt),
    grant: row.grant && grantView(row.grant, provider.refreshTokenIdleDays),
    lastConsentProblem: attempt ? describe(attempt.outcome) : null,
    consentPendingSince: attempt && isPending(attempt, row) ? attempt.createdAt.toISOString() : null,
  };
}

/** A provider that refuses the redirect URL keeps the person: nobody ever comes back to say so. */
function isPending(attempt: ConsentAttempt, { configVersion }: Connection): boolean {
  return attempt.usedAt === null && attempt.expiresAt > new Date() && attempt.configVersion === configVersion;
}

function grantView(grant: Grant & { accessTokens: AccessToken[] }, idleDays: number): ConnectionView['grant'] {
  const lastUse = grant.lastRefreshAt ?? grant.receivedAt;
  const idleEnd = grant.refreshToken !== null && lastUse ? new Date(lastUse.getTime() + idleDays * dayMs) : null;
  return {
    account: grant.subject === null ? null : { address: grant.accountAddress, name: grant.accountName },
    scopes: grant.scopes,
    generation: grant.generation,
    hasRefreshToken: grant.refreshToken !== null,
    consentedAt: iso(grant.consentedAt),
    receivedAt: iso(grant.receivedAt),
    refreshTokenEndsAt: iso(grant.refreshTokenExpiresAt ?? idleEnd),
    refreshTokenIdleDays: idleEnd !== null && grant.refreshTokenExpiresAt === null ? idleDays : null,
    lastRefreshAt: iso(grant.lastRefreshAt),
    nextRefreshAt: iso(grant.nextRefreshAt),
    stoppedAt: iso(grant.stoppedAt),
    accessTokens: grant.accessTokens.map((token) => ({
      resource: token.resource,
      obtainedAt: token.obtainedAt.toISOString(),
      expiresAt: token.expiresAt.toISOString(),
    })),
  };
}

function iso(instant: Date | null): string | null {
  return instant === null ? null : instant.toISOString();
}
