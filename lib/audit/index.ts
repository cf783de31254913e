export { listAudit } from './list-audit.ts';
export { type AuditDetail, type AuditEntry, recordAudit, recordAuditInEach, recordAudits } from './record-audit.ts';
export type { AuditEventView, AuditPage, AuditQuery } from './schema.ts';
