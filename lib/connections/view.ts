import { storedCertificateFacts } from '#lib/crypto/index.ts';
import type { AccessToken, Connection, ConsentAttempt, Grant } from '#lib/db/generated/client.ts';
import type { Again } from '#lib/diagnosis/index.ts';
import { deadlines, type Endpoints, passwordEndOf, providers } from '#lib/providers/index.ts';
import {
  describeProblem,
  redirectUrl,
  revocationAt,
  type StoredProblem,
  type StoredProxy,
  type StoredRevocation,
  settingsOf,
} from '#lib/tokens/index.ts';
import { grantView } from './grant-view.ts';
import { proofNeeded } from './proof-needed.ts';
import { removalTime } from './removal-time.ts';
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
export type StoredTest = {
  kind: TestOutcomeView['kind'];
  to: string;
  at: string;
  problem: StoredProblem | null;
  /** The key of the resource whose token was turned away, where none came in its place; absent in older ones. */
  refused?: string | null;
  /** What an earlier mail was refused for, where this one shows neither that it stands nor that it is over. */
  unrefuted?: StoredProblem | null;
};

/** The column: the last test e-mail, and since it the last sign-in that went well, with which secret. */
export type StoredTests = Partial<StoredTest> & { signedIn?: { at: string; secretVersion: number } };

/** What a caller may see of a connection: an allow-list, without any secret. */
export function connectionView(row: ConnectionRow): ConnectionView {
  const settings = settingsOf(row);
  const { provider, endpoints, scopes, saveToSentItems } = settings;
  const renewing = againOf(row);
  const describe = (stored: unknown, again = renewing) =>
    stored === null ? null : describeProblem(provider.id, stored as StoredProblem, again);
  const test = testEmail(row.lastTest as StoredTests | null);
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
    settings: row.settings as ConnectionView['settings'],
    hasClientSecret: row.clientSecret !== null,
    clientSecretExpiresAt: iso(row.clientSecretExpiresAt),
    secretEndSource: row.secretEndSource,
    secretEndReadAt: iso(row.secretEndReadAt),
    secretUnlistedAt: iso(row.secretUnlistedAt),
    overrides: row.overrides as ConnectionView['overrides'],
    proxy: row.proxy === null ? null : { ...(row.proxy as StoredProxy), hasPassword: row.proxyPassword !== null },
    endpoints: { ...endpoints, scopes, saveToSentItems },
    caCertificateFacts: storedCertificateFacts((row.overrides as ConnectionView['overrides']).caCertificate ?? ''),
    passwordEnds: passwordEnd(row, endpoints),
    redirectUrl: redirectUrl(provider, row.id),
    mailboxUrl: provider.mailboxUrl,
    revocation: revocationAt(settings)?.kind ?? 'none',
    grantsPage: provider.grantsPage ?? null,
    fixedEndPage: provider.fixedEndPage ?? null,
    lastRevocation: revocationView(row.revocation as StoredRevocation | null),
    testRecipient: row.testRecipient,
    lastTest: test && { kind: test.kind, to: test.to, at: test.at, problem: describe(test.problem) },
    signedInAt: signedInAt(row),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    activatedAt: iso(row.activatedAt),
    retiredAt: iso(row.retiredAt),
    proofNeeded: row.stage === 'candidate' ? (proofNeeded(row)?.by ?? null) : null,
    removedAt: iso(removalTime(row)),
    grant: row.grant && grantView(row, row.grant, provider, test),
    lastConsentProblem: attempt ? describe(attempt.outcome, 'connecting') : null,
    consentPendingSince: attempt && isPending(attempt, row) ? attempt.createdAt.toISOString() : null,
  };
}

function testEmail(stored: StoredTests | null): StoredTest | null {
  return stored?.kind === undefined ? null : (stored as StoredTest);
}

/** A mail says more than a sign-in; one with the secret or the consent before says nothing of this one. */
function signedInAt({ health, secretVersion, lastTest, grant }: ConnectionRow): string | null {
  const signedIn = (lastTest as StoredTests | null)?.signedIn;
  if (health !== 'untested' || signedIn?.secretVersion !== secretVersion) return null;
  return grant?.consentedAt && grant.consentedAt > new Date(signedIn.at) ? null : signedIn.at;
}

/** Only what is in use is renewed by itself. */
export function againOf({ stage }: Pick<Connection, 'stage'>): Again {
  return stage === 'active' ? 'renewing' : 'asking';
}

function revocationView(stored: StoredRevocation | null): ConnectionView['lastRevocation'] {
  if (stored === null) return null;
  return { kind: stored.kind, at: stored.at, reply: ('reply' in stored && stored.reply) || null };
}

/** A provider that refuses the redirect URL keeps the person: nobody ever comes back to say so. */
function isPending(attempt: ConsentAttempt, { configVersion }: Connection): boolean {
  return attempt.usedAt === null && attempt.expiresAt > new Date() && attempt.configVersion === configVersion;
}

function passwordEnd(row: Connection, endpoints: Endpoints): ConnectionView['passwordEnds'] {
  if (row.stage === 'retired') return null;
  const end = passwordEndOf(providers(), { ...endpoints, grantKind: row.grantKind });
  return end && { ...end, deadlines: deadlines.filter(({ id }) => end.deadlines.includes(id)) };
}

function iso(instant: Date | null): string | null {
  return instant === null ? null : instant.toISOString();
}
