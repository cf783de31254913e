import { Prisma } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { sealedColumns } from './sealed-columns.ts';

const { raw, join } = Prisma;

/** A value that stands in a tenant's rows, by the name of the key that it says sealed it; '' where it is not sealed. */
export type SealedValue = { table: string; column: string; row: string; kid: string };

/** How many of a tenant's values each data key seals, by its name. */
export async function sealedCounts(tx: Tx, tenantId: string): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ kid: string; count: number }[]>`
    select kid, count(*)::int as count from (${allSealed(tenantId)}) as sealed group by kid`;
  return new Map(rows.map(({ kid, count }) => [kid, count]));
}

/** Which values those are, of one key or of all but some; at most `limit`. */
export function sealedBy(tx: Tx, tenantId: string, kids: string[], limit: number): Promise<SealedValue[]> {
  return tx.$queryRaw<SealedValue[]>`
    select "table", "column", "row", kid from (${allSealed(tenantId)}) as sealed
     where kid = any (${kids}::text[]) order by 1, 2, 3 limit ${limit}`;
}

function allSealed(tenantId: string): Prisma.Sql {
  const each = sealedColumns.map(
    ({ table, column, row }) => Prisma.sql`
      select ${table}::text as "table", ${column}::text as "column", ${raw(row)} as "row",
             split_part(${raw(column)}, '.', 2) as kid
        from ${raw(table)} where tenant_id = ${tenantId}::uuid and ${raw(column)} is not null`,
  );
  return join(each, ' union all ');
}
