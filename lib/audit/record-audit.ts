import type { TenantContext } from '#lib/accounts/context.ts';
import type { Tx } from '#lib/db/index.ts';
import { nameOfTarget } from './target-name.ts';
import { touchTarget } from './touch-target.ts';

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
  const targetName = entry.targetName ?? (await nameOfTarget(tx, ctx.tenantId, entry));
  await tx.auditEvent.create({ data: auditRow(ctx, { ...entry, targetName }), select: { id: true } });
  await touchTarget(tx, ctx, entry);
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
