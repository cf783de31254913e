import { randomUUID } from 'node:crypto';
import { createTenant } from '#lib/accounts/index.ts';
import { SealError } from '#lib/crypto/index.ts';
import { disconnect, inTenant, isPassingDatabaseError, system } from '#lib/db/index.ts';
import { openResealer } from '#lib/db/vault.ts';
import { continueRotation, keysStatus, retireKey, rotateKeys } from '#lib/keys/index.ts';
import { reader, sealedRows } from './sealed.ts';

// One act upon the keys of a database, named on the command line; its answer is JSON on the output.

const operator = { kind: 'operator', name: 'faults' } as const;
/** Rows of one transaction. */
const batch = 250;
const [act = '', argument = ''] = process.argv.slice(2);

const acts: Record<string, () => Promise<unknown>> = {
  seed: async () => {
    for (const slug of ['one', 'two', 'three', 'four']) await seed(slug, Number(argument) / 4);
  },
  rotate: () => rotateKeys(operator),
  retire: () => retireKey(operator, argument),
  status: () => keysStatus(),
  reseal: async () => {
    do
      await continueRotation(new AbortController().signal).catch((error: unknown) => {
        if (!isPassingDatabaseError(error)) throw error;
      });
    while (!(await keysStatus()).rotation?.isThrough);
  },
  'reseal naively': async () => {
    for (const { id } of await system().tenant.findMany({ select: { id: true } })) await resealNaively(id);
  },
  check: async () => {
    let wrong = 0;
    for (const { id } of await system().tenant.findMany({ select: { id: true } })) wrong += await wrongRows(id);
    return wrong;
  },
};

async function seed(slug: string, count: number): Promise<void> {
  const { id: tenantId } = await createTenant({ slug, name: slug });
  for (let made = 0; made < count; made += batch) {
    const rows = Array.from({ length: Math.min(batch, count - made) }, () => ({ id: randomUUID(), generation: 1 }));
    await inTenant(tenantId, async (tx) => {
      const provider = { provider: 'microsoft', grantKind: 'authorization_code', transport: 'graph' } as const;
      const sender = { senderName: 'Reports', senderAddress: 'reports@contoso.com', clientId: 'c' };
      await tx.connection.createMany({ data: rows.map(({ id }) => ({ id, tenantId, ...provider, ...sender })) });
      const sealed = await sealedRows(tx, tenantId, rows);
      await tx.grant.createMany({ data: sealed.map((row) => ({ ...row, tenantId, connectionId: row.id })) });
    });
  }
}

/** Sealing anew as somebody might write it: read, sealed, written back, and never asked whether it still stood there. */
async function resealNaively(tenantId: string): Promise<void> {
  const find = () =>
    inTenant(tenantId, async (tx) => {
      const { kid } = await openResealer(tx, tenantId);
      const where = { tenantId, NOT: { refreshToken: { startsWith: `v1.${kid}.` } } };
      return tx.grant.findMany({ where, orderBy: { id: 'asc' }, take: 100 });
    });
  for (let rows = await find(); rows.length > 0; rows = await find()) {
    await inTenant(tenantId, async (tx) => {
      const { reseal } = await openResealer(tx, tenantId);
      for (const { id, generation, refreshToken } of rows) {
        const at = { table: 'grants', row: id, column: 'refresh_token', version: generation };
        const data = { refreshToken: reseal(at, refreshToken ?? '') };
        await tx.grant.update({ where: { id }, data });
      }
    });
  }
}

function wrongRows(tenantId: string): Promise<number> {
  return inTenant(tenantId, async (tx) => {
    const isIntact = await reader(tx, tenantId);
    const rows = await tx.grant.findMany({ where: { tenantId } });
    return rows.filter((row) => !opens(() => isIntact(row))).length;
  });
}

function opens(read: () => boolean): boolean {
  try {
    return read();
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}

const answer = await acts[act]?.();
process.stdout.write(JSON.stringify(answer ?? null));
await disconnect();
