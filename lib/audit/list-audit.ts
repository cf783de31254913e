import { requireScope, type TenantContext } from '#lib/accounts/context.ts';
import { inTenant } from '#lib/db/index.ts';
import { type AuditEventView, type AuditPage, type AuditQuery, actorKinds, auditQuerySchema } from './schema.ts';

/** Reads a page of the tenant's audit log, newest first. */
export async function listAudit(ctx: TenantContext, query: AuditQuery = {}): Promise<AuditPage> {
  requireScope(ctx, 'audit:read');
  const { before, limit } = auditQuerySchema.parse(query);
  const rows = await inTenant(ctx.tenantId, (tx) =>
    tx.auditEvent.findMany({
      where: { tenantId: ctx.tenantId, ...(before ? { id: { lt: BigInt(before) } } : {}) },
      orderBy: { id: 'desc' },
      // One more than asked tells whether there is another page.
      take: limit + 1,
    }),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { events: page.map(auditView), next: rows.length > limit && last ? last.id.toString() : null };
}

type Row = {
  id: bigint;
  at: Date;
  actorKind: string;
  actorId: string | null;
  actorName: string | null;
  action: string;
  targetKind: string | null;
  targetId: string | null;
  targetName: string | null;
  ip: string | null;
  details: unknown;
};

function auditView(row: Row): AuditEventView {
  return {
    id: row.id.toString(),
    at: row.at.toISOString(),
    actor: {
      kind: actorKinds.find((kind) => kind === row.actorKind) ?? 'system',
      id: row.actorId,
      name: row.actorName,
    },
    action: row.action,
    target: row.targetKind ? { kind: row.targetKind, id: row.targetId } : null,
    targetName: row.targetName,
    ip: row.ip,
    details: row.details !== null && typeof row.details === 'object' ? { ...row.details } : {},
  };
}
