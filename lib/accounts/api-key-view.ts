import { type Scope, scopes } from './context.ts';
import type { ApiKeyView } from './schema.ts';

type Row = {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

/** What is shown of a key: everything but the key. */
export function apiKeyView(row: Row, createdBy: string | null): ApiKeyView {
  const held: Scope[] = scopes.filter((scope) => row.scopes.includes(scope));
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: held,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}
