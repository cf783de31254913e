import { Secret } from '#lib/crypto/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';

/** The refresh token of a grant, whose text tells which grant's it is and the how-manieth. */
export type Stored = { id: string; generation: number; refreshToken: string | null };

const place = ({ id, generation }: Pick<Stored, 'id' | 'generation'>) => ({
  table: 'grants',
  row: id,
  column: 'refresh_token',
  version: generation,
});

const textOf = ({ id, generation }: Pick<Stored, 'id' | 'generation'>) => `${id} ${generation}`;

/** Tells whether a row of the tenant opens and holds what was written there last. */
export async function reader(tx: Tx, tenantId: string): Promise<(row: Stored) => boolean> {
  const vault = await openVault(tx, tenantId);
  return (row) => vault.open(place(row), row.refreshToken ?? '').reveal() === textOf(row);
}

/** Rows as a writer makes them, sealed by the newest key. */
export async function sealedRows(tx: Tx, tenantId: string, rows: Pick<Stored, 'id' | 'generation'>[]) {
  const vault = await openVault(tx, tenantId);
  return rows.map((row) => ({ ...row, refreshToken: vault.seal(place(row), new Secret(textOf(row))) }));
}

/** Writes the next refresh token of a grant over whatever stands there; answers the how-manieth it is. */
export function writeNext(tenantId: string, id: string): Promise<number> {
  return inTenant(tenantId, async (tx) => {
    const { generation } = await tx.grant.findUniqueOrThrow({ where: { id }, select: { generation: true } });
    const [next] = await sealedRows(tx, tenantId, [{ id, generation: generation + 1 }]);
    await tx.grant.update({
      where: { id },
      data: { generation: generation + 1, refreshToken: next?.refreshToken ?? '' },
    });
    return generation + 1;
  });
}
