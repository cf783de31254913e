import type { PoolConfig } from 'pg';

export type DatabaseRole = 'mailgrant_app' | 'mailgrant_system';

/**
 * How to log in as the owner of DATABASE_URL and enter a restricted role at once, with the start-up packet, so that no
 * query of ours ever runs as anyone else. `options` given in the URL are kept.
 */
export function databaseRole(databaseUrl: string, role: DatabaseRole): PoolConfig {
  const url = new URL(databaseUrl);
  const given = url.searchParams.get('options');
  // A parameter of the URL would win over the property beside it.
  url.searchParams.delete('options');
  return {
    connectionString: url.href,
    // PrismaPg cuts the offset off a timestamptz and calls it UTC, so the session must speak UTC.
    options: [given, `-c role=${role} -c timezone=UTC`].filter(Boolean).join(' '),
    application_name: role,
    connectionTimeoutMillis: 10_000,
  };
}
