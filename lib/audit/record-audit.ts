import type { TenantContext } from '#lib/accounts/context.ts';
import type { Tx } from '#lib/db/index.ts';

export type AuditDetail = string | number | boolean | null | readonly string[];

export type AuditEntry = {
  /** What was done, as `thing.verb` in the past: `connection.activated`. */
  action: string;
  targetKind: string;
  targetId: string;
  /** What changed. Never a secret. */
  details?: Readonly<Record<string, AuditDetail>>;
};

/** Writes who did what into the audit log, in the caller's transaction: the act and its entry exist together or not. */
export async function recordAudit(tx: Tx, ctx: TenantContext, entry: AuditEntry): Promise<void> {
  const { actor } = ctx;
  await tx.auditEvent.create({
    data: {
      tenantId: ctx.tenantId,
      actorKind: actor.kind,
      actorId: actor.kind === 'user' ? actor.userId : actor.kind === 'api_key' ? actor.apiKeyId : null,
      actorName: actor.name,
      action: entry.action,
      targetKind: entry.targetKind,
      targetId: entry.targetId,
      ip: ctx.ip,
      details: entry.details ? { ...entry.details } : undefined,
    },
    select: { id: true },
  });
}
