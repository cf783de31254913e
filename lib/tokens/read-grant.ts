import { type AccessToken, type Connection, type Grant, Prisma } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';

/** A connection, what was granted for it, and its access tokens, as they are at one moment. */
export type GrantRead = { connection: Connection; grant: Grant | null; accessTokens: AccessToken[] };

const { ConnectionScalarFieldEnum, GrantScalarFieldEnum, AccessTokenScalarFieldEnum } = Prisma;

const columns = Prisma.raw(
  [
    ...columnsOf('connections', ConnectionScalarFieldEnum),
    ...columnsOf('grants', GrantScalarFieldEnum),
    ...columnsOf('access_tokens', AccessTokenScalarFieldEnum),
  ].join(', '),
);

/**
 * Reads them in one statement: this is asked for each token that is not in memory, by many at once when one has expired,
 * and a read of three models takes three times as long. Null for a stranger's or a missing connection.
 */
export async function readGrant(tx: Tx, tenantId: string, connectionId: string): Promise<GrantRead | null> {
  const rows = await tx.$queryRaw<Record<string, unknown>[]>`
    select ${columns}
      from connections
      left join grants on grants.tenant_id = connections.tenant_id and grants.connection_id = connections.id
      left join access_tokens on access_tokens.tenant_id = grants.tenant_id and access_tokens.grant_id = grants.id
     where connections.tenant_id = ${tenantId}::uuid and connections.id = ${connectionId}::uuid`;
  const [row] = rows;
  if (!row) return null;
  const grant = modelOf<Grant>(row, 'grants', GrantScalarFieldEnum);
  const tokens = rows.map((each) => modelOf<AccessToken>(each, 'access_tokens', AccessTokenScalarFieldEnum));
  return {
    connection: modelOf<Connection>(row, 'connections', ConnectionScalarFieldEnum),
    grant: grant.id ? grant : null,
    accessTokens: tokens.filter(({ token }) => token),
  };
}

/** The schema maps each field to its name in snake case. */
function columnsOf(table: string, fields: Record<string, string>): string[] {
  return Object.values(fields).map((field) => `${table}.${snakeCase(field)} as "${table}.${field}"`);
}

function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function modelOf<Model>(row: Record<string, unknown>, table: string, fields: Record<string, string>): Model {
  return Object.fromEntries(Object.values(fields).map((field) => [field, row[`${table}.${field}`]])) as Model;
}
