import type { AuditDetail } from '#lib/audit/index.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import type { Overrides } from '#lib/tokens/index.ts';
import { auditable } from './create-connection.ts';
import type { ConnectionChange } from './schema.ts';

/**
 * What differs from what is stored, as the audit keeps it: a typed secret always, of the provider's own and of the
 * advanced settings each by itself, null where one is gone or goes back to the provider's value. Empty when the change
 * changes nothing.
 */
export function whatChanges(before: Connection, change: ConnectionChange): Record<string, AuditDetail> {
  const had = { settings: before.settings as Record<string, string>, overrides: before.overrides as Overrides };
  const gone = [
    ...Object.keys(change.settings === undefined ? {} : named('settings', had.settings)),
    ...Object.keys(change.overrides === undefined ? {} : named('overrides', had.overrides)),
  ].map((name) => [name, null]);
  const stored: Record<string, unknown> = {
    ...before,
    clientSecretExpiresAt: before.clientSecretExpiresAt?.toISOString().slice(0, 10),
    ...named('settings', had.settings),
    ...named('overrides', had.overrides),
    ...named('proxy', (before.proxy as object | null) ?? {}),
  };
  const differs = (name: string, value: AuditDetail) =>
    name === 'clientSecret' ||
    name === 'proxy.password' ||
    JSON.stringify(value) !== JSON.stringify(stored[name] ?? null);
  const after: Record<string, AuditDetail> = { ...Object.fromEntries(gone), ...auditable(change) };
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => differs(name, value)));
}

const named = (group: string, values: object) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${group}.${name}`, value]));
