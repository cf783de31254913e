import { SealError } from '#lib/crypto/index.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { openResealer, type Resealer } from '#lib/db/vault.ts';
import { type SealedColumn, sealedColumns } from './sealed-columns.ts';

const { raw } = Prisma;

/** Rows of one transaction: some milliseconds, so that nobody waits for it. */
const batchSize = 100;

/** A value that no key of its tenant opens: left as it is. */
export type Unreadable = { table: string; column: string; row: string; why: SealError['problem'] };

export type Resealed = { unreadable: Unreadable[]; isThrough: boolean };

/**
 * Seals anew, by the tenant's newest key, what older ones sealed, in small transactions; whoever begins again goes on
 * with what is left. Not through where rows were held by others, or the signal came: they are left for the next time.
 */
export async function resealTenant(tenantId: string, signal: AbortSignal): Promise<Resealed> {
  const unreadable: Unreadable[] = [];
  let isThrough = true;
  let first = '';
  for (const column of sealedColumns) {
    let after: string | null = '';
    while (after !== null && !signal.aborted) {
      const batch = await inTenant(tenantId, (tx) => resealBatch(tx, tenantId, column, after as string));
      unreadable.push(...batch.unreadable);
      first ||= batch.kid;
      isThrough &&= batch.missed === 0;
      after = batch.last;
    }
  }
  isThrough &&= !signal.aborted;
  if (isThrough) await inTenant(tenantId, (tx) => markThrough(tx, tenantId, first));
  return { unreadable, isThrough };
}

type Row = { id: string; row: string; version: number; sealed: string };
type Change = Pick<Row, 'id' | 'row' | 'sealed'> & { anew: string };

async function resealBatch(tx: Tx, tenantId: string, column: SealedColumn, after: string) {
  const { kid, reseal } = await openResealer(tx, tenantId);
  const { table, column: name, id, row, version } = column;
  const rows = await tx.$queryRaw<Row[]>`
    select ${raw(id)}::text as id, ${raw(row)} as row, (${raw(version)})::int as version, ${raw(name)} as sealed
      from ${raw(table)}
     where tenant_id = ${tenantId}::uuid and ${raw(name)} is not null
       and split_part(${raw(name)}, '.', 2) <> ${kid} and ${raw(row)} > ${after}
     order by ${raw(row)} limit ${batchSize}`;
  const { changes, unreadable } = sealedAnew(rows, column, reseal);
  const written = changes.length === 0 ? 0 : await write(tx, tenantId, column, changes);
  const last = rows.length < batchSize ? null : (rows.at(-1)?.row ?? null);
  return { kid, unreadable, missed: changes.length - written, last };
}

function sealedAnew(rows: Row[], { table, column }: SealedColumn, reseal: Resealer['reseal']) {
  const changes: Change[] = [];
  const unreadable: Unreadable[] = [];
  for (const { id, row, version, sealed } of rows) {
    try {
      changes.push({ id, row, sealed, anew: reseal({ table, row, column, version }, sealed) });
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      unreadable.push({ table, column, row, why: error.problem });
    }
  }
  return { changes, unreadable };
}

/**
 * Writes over what was read and nothing else: where another has written since, that stands. Rows that others hold are
 * left out, not waited for, so that this never stands in anybody's way in a circle. Answers how many were written.
 */
async function write(tx: Tx, tenantId: string, column: SealedColumn, changes: Change[]): Promise<number> {
  const { table, column: name, id, row } = column;
  const each = <K extends keyof Change>(key: K) => changes.map((change) => change[key]);
  return tx.$executeRaw`
    with free as materialized (
      select ${raw(row)} as row from ${raw(table)}
       where tenant_id = ${tenantId}::uuid and ${raw(id)} = any (${each('id')}::uuid[])
       order by ${raw(row)} for no key update skip locked
    ), anew as (
      select * from unnest(${each('id')}::uuid[], ${each('row')}::text[], ${each('sealed')}::text[],
        ${each('anew')}::text[]) as change (id, row, sealed, anew) where row in (select row from free)
    )
    update ${raw(table)} as stored set ${raw(name)} = anew.anew from anew
     where stored.tenant_id = ${tenantId}::uuid and stored.${raw(id)} = anew.id
       and stored.${raw(name)} = anew.sealed`;
}

/** For the key that was the newest at the first look: one that came since has all of that look still to do. */
async function markThrough(tx: Tx, tenantId: string, kid: string): Promise<void> {
  await tx.dataKey.updateMany({ where: { tenantId, kid, resealedAt: null }, data: { resealedAt: new Date() } });
}
