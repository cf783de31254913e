import type { AuditDetail } from '#lib/audit/index.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import type { Overrides } from '#lib/tokens/index.ts';
import { auditable } from './create-connection.ts';
import type { ConnectionChange } from './schema.ts';

/**
 * What differs from what is stored, as the audit keeps it: a typed secret always, of the advanced settings each by
 * itself, null where one goes back to the provider's value. Empty when the change changes nothing.
 */
export function whatChanges(before: Connection, change: ConnectionChange): Record<string, AuditDetail> {
  const had = before.overrides as Overrides;
  const gone = Object.keys(change.overrides === undefined ? {} : had).map((name) => [`overrides.${name}`, null]);
  const stored: Record<string, unknown> = {
    ...before,
    clientSecretExpiresAt: before.clientSecretExpiresAt?.toISOString().slice(0, 10),
    ...Object.fromEntries(Object.entries(had).map(([name, value]) => [`overrides.${name}`, value])),
  };
  const differs = (name: string, value: AuditDetail) =>
    name === 'clientSecret' || JSON.stringify(value) !== JSON.stringify(stored[name] ?? null);
  const after: Record<string, AuditDetail> = { ...Object.fromEntries(gone), ...auditable(change) };
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => differs(name, value)));
}
