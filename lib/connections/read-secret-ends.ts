import type { TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { openCertificateFile } from '#lib/crypto/index.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import { inTenant, system, type Tx } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import {
  type ListedEnd,
  type ProviderId,
  provider,
  type SecretEnd,
  type ShownCredential,
} from '#lib/providers/index.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { within } from '#lib/time/index.ts';
import { lockConnection, settingsOrThrow } from '#lib/tokens/index.ts';
import { kindOf } from './kind-of.ts';
import { type Holder, type Look, lookAtSecretEnd } from './look-at-secret-end.ts';
import { endBy } from './secret-end.ts';
import { storedSecret } from './stored-secret.ts';
import { workerContext } from './worker-context.ts';

const mostAtOnce = 20;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** A process that died with one under way leaves it to be taken up. */
const leaseMs = 5 * minuteMs;
/** A provider that does not answer holds up the others no longer than this. */
const patienceMs = 20_000;

type Due = { id: string; tenantId: string };
type Claimed = { holder: Holder; row: Connection; notAfter: Date | null; leaseEnd: Date };

/** Has the worker read at once when the secret of a connection ends, where its provider has a list of that. */
export async function readSecretEndSoon(
  tx: Tx,
  { id, tenantId, provider: name }: Pick<Connection, 'id' | 'tenantId' | 'provider'>,
): Promise<void> {
  if (provider(name as ProviderId).secretEnd) await schedule(tx, { id, tenantId }, new Date());
}

/**
 * Reads when secrets and certificates end, at the providers that tell: of each connection in use once a day, and of any
 * that was connected, verified, activated or given another secret. What is read takes the place of what was entered;
 * where nothing can be read, what is known stays as it is.
 */
export async function readSecretEnds(now = new Date()): Promise<void> {
  const due = await system().connection.findMany({
    where: { secretEndDueAt: { lte: now } },
    orderBy: { secretEndDueAt: 'asc' },
    take: mostAtOnce,
    select: { id: true, tenantId: true, secretEndDueAt: true },
  });
  await Promise.all(
    due.map(({ secretEndDueAt, ...one }) =>
      readOne(one, secretEndDueAt ?? now, now).catch((error: unknown) => {
        const { tenantId, id: connectionId } = one;
        log().error({ err: error, tenantId, connectionId }, 'when its secret ends could not be read');
        return inTenant(tenantId, (tx) => schedule(tx, one, soonAfter(now, 24 * hourMs)));
      }),
    ),
  );
}

async function readOne(due: Due, seen: Date, now: Date): Promise<void> {
  const claimed = await inTenant(due.tenantId, (tx) => claim(tx, due, seen, now));
  if (!claimed) return;
  const unanswered = (): Look => ({ kind: 'later', afterMs: undefined });
  const look = await within(patienceMs, lookAtSecretEnd(claimed.holder, now), unanswered);
  const ctx = await workerContext(due.tenantId);
  await inTenant(due.tenantId, (tx) => store(tx, ctx, claimed, look, now));
}

/** Null when another process has it, and where there is nothing to be read. */
async function claim(tx: Tx, due: Due, seen: Date, now: Date): Promise<Claimed | null> {
  const { id, tenantId } = due;
  await lockConnection(tx, tenantId, id);
  const row = await tx.connection.findFirst({
    where: { id, tenantId, secretEndDueAt: seen },
    include: { grant: true },
  });
  if (!row) return null;
  const { grant, ...connection } = row;
  const held = await heldBy(tx, connection);
  const leaseEnd = new Date(now.getTime() + leaseMs);
  await schedule(tx, due, held ? leaseEnd : null);
  return held && { ...held, holder: { ...held.holder, scopes: grant?.scopes ?? [] }, row: connection, leaseEnd };
}

/** What the connection shows, and the list it stands in; null without the one or the other. */
async function heldBy(tx: Tx, row: Connection) {
  const settings = await settingsOrThrow(tx, row.tenantId, row.id);
  const { secretEnd } = settings.provider;
  const secret = secretEnd && row.stage !== 'retired' ? await storedSecret(tx, row) : null;
  if (!secretEnd || secret === null || typeof secret === 'string') return null;
  const shown = shownBy(row, secret.reveal(), secretEnd);
  return shown && { notAfter: shown.notAfter, holder: { settings, secretEnd, shown: shown.credential } };
}

function shownBy(
  row: Connection,
  secret: string,
  { hintLength }: SecretEnd,
): { credential: ShownCredential; notAfter: Date | null } | null {
  if (!secretRule(kindOf(row)).keyPem) {
    return { credential: { kind: 'secret', hint: secret.slice(0, hintLength) }, notAfter: null };
  }
  const certificate = openCertificateFile(secret)?.certificate;
  if (!certificate) return null;
  const thumbprint = certificate.fingerprint.replaceAll(':', '');
  return { credential: { kind: 'certificate', thumbprint }, notAfter: certificate.validToDate };
}

/** Nothing is written where the connection is no longer as it was read, or somebody has asked for another look since. */
async function store(tx: Tx, ctx: TenantContext, claimed: Claimed, look: Look, now: Date): Promise<void> {
  const { row, notAfter, leaseEnd } = claimed;
  const { id, tenantId, configVersion, secretVersion } = row;
  await lockConnection(tx, tenantId, id);
  const asClaimed = { id, tenantId, configVersion, secretVersion, secretEndDueAt: leaseEnd };
  const before = await tx.connection.findFirst({ where: asClaimed });
  if (!before) return;
  const isRead = look.kind === 'read' && look.listed !== null;
  const columns =
    isRead && look.listed ? { ...endListed(before, look.listed, notAfter, now), secretEndReadAt: now } : {};
  await tx.connection.update({
    where: { id },
    // Nobody has changed its settings.
    data: { ...columns, secretEndDueAt: nextLook(before, look, now), updatedAt: before.updatedAt },
  });
  const [had, has] = [before, { ...before, ...columns }].map(dayOf);
  if (had === has) return;
  const { provider: name, grantKind } = before;
  await recordAudit(tx, ctx, {
    action: 'connection.secret_end_read',
    targetKind: 'connection',
    targetId: id,
    details: { provider: name, grantKind, clientSecretExpiresAt: has ?? null, before: had ?? null },
  });
}

function endListed(before: Connection, listed: ListedEnd, notAfter: Date | null, now: Date) {
  if (listed.kind === 'unlisted') return { secretUnlistedAt: before.secretUnlistedAt ?? now };
  // A certificate is good no longer than it says itself, whatever was entered with it there.
  if (notAfter && listed.at >= notAfter) return endBy('certificate', notAfter.toISOString().slice(0, 10));
  return { clientSecretExpiresAt: listed.at, secretEndSource: 'provider', secretUnlistedAt: null } as const;
}

const dayOf = ({ clientSecretExpiresAt }: Pick<Connection, 'clientSecretExpiresAt'>) =>
  clientSecretExpiresAt?.toISOString().slice(0, 10);

/** Once a day of what is in use; of a candidate when somebody does something with it. */
function nextLook({ stage }: Connection, look: Look, now: Date): Date | null {
  if (look.kind === 'later') return soonAfter(now, Math.max(hourMs, look.afterMs ?? 0));
  return stage === 'active' ? soonAfter(now, 24 * hourMs) : null;
}

/** So long from now, and up to a fifth of it more: those that were read together part. */
function soonAfter(now: Date, waitMs: number): Date {
  return new Date(now.getTime() + Math.round(waitMs * (1 + 0.2 * Math.random())));
}

/** Not by the client, which would call it a change of the settings. */
async function schedule(tx: Tx, { id, tenantId }: Due, at: Date | null): Promise<void> {
  await tx.$executeRaw`
    update connections set secret_end_due_at = ${at}::timestamptz
     where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`;
}
