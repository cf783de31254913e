import type { TenantContext } from '#lib/accounts/context.ts';
import type { Tx } from '#lib/db/index.ts';
import { namesOfTargets } from './target-name.ts';
import { touchTargets } from './touch-target.ts';

export type AuditDetail = string | number | boolean | null | readonly string[];

export type AuditEntry = {
  /** What was done, as `thing.verb` in the past: `connection.activated`. */
  action: string;
  targetKind: string;
  targetId: string;
  /** What people call the target. That of a connection is looked up. */
  targetName?: string;
  /** What changed. Never a secret. */
  details?: Readonly<Record<string, AuditDetail>>;
};

/**
 * Writes who did what into the audit log, in the caller's transaction: the act and its entry exist together or not. An
 * act on a connection keeps it from being destroyed as untouched.
 */
export async function recordAudit(tx: Tx, ctx: TenantContext, entry: AuditEntry): Promise<void> {
  await recordAudits(tx, ctx, [entry]);
}

/** The same of one act upon many things, in as many statements as upon one. */
export async function recordAudits(tx: Tx, ctx: TenantContext, entries: readonly AuditEntry[]): Promise<void> {
  const unnamed = entries.filter(({ targetName }) => targetName === undefined);
  const names = await namesOfTargets(tx, ctx.tenantId, unnamed);
  const rows = entries.map((entry) => {
    const targetName = entry.targetName ?? names.get(entry.targetId) ?? null;
    return auditRow(ctx, { ...entry, targetName });
  });
  await tx.auditEvent.createMany({ data: rows });
  await touchTargets(tx, ctx, entries);
}

/** Writes one act that belongs to several tenants, such as a sign-in, into the log of each. */
export async function recordAuditInEach(
  tx: Tx,
  contexts: readonly TenantContext[],
  entry: AuditEntry & { targetName: string },
): Promise<void> {
  await tx.auditEvent.createMany({ data: contexts.map((ctx) => auditRow(ctx, entry)) });
}

function auditRow(ctx: TenantContext, entry: Omit<AuditEntry, 'targetName'> & { targetName: string | null }) {
  const { actor, tenantId, ip } = ctx;
  return {
    tenantId,
    actorKind: actor.kind,
    actorId: actor.kind === 'user' ? actor.userId : actor.kind === 'api_key' ? actor.apiKeyId : null,
    actorName: actor.name,
    action: entry.action,
    targetKind: entry.targetKind,
    targetId: entry.targetId,
    targetName: entry.targetName,
    ip,
    details: entry.details ? { ...entry.details } : undefined,
  };
}
