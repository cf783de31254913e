import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { disconnect, inTenant, system } from '#lib/db/index.ts';
import { reader, writeNext } from './sealed.ts';

// Reads or writes sealed rows until the parent says stop; reports what came of it.

const [kind = '', nth = '0', of = '1'] = process.argv.slice(2);
/** A writer leaves most rows to whoever seals anew. */
const betweenWritesMs = 10;

const tenants = await system().tenant.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
const ids = new Map<string, string[]>();
for (const { id: tenantId } of tenants) {
  const rows = await inTenant(tenantId, (tx) => tx.grant.findMany({ select: { id: true }, orderBy: { id: 'asc' } }));
  ids.set(
    tenantId,
    rows.map(({ id }) => id),
  );
}

const seen = { done: 0, failed: [] as string[], written: {} as Record<string, number> };
let isOver = false;
process.on('message', () => {
  isOver = true;
});
process.send?.('ready');
while (!isOver) {
  const [tenantId = '', rows = []] = [...ids][randomInt(ids.size)] ?? [];
  try {
    if (kind === 'read') await read(tenantId, rows[randomInt(rows.length)] ?? '');
    else await write(tenantId, rows);
    seen.done += 1;
  } catch (error) {
    seen.failed.push(error instanceof Error ? error.message : String(error));
  }
}
await new Promise((sent) => process.send?.(seen, sent));
process.disconnect?.();
await disconnect();

async function read(tenantId: string, id: string): Promise<void> {
  const isRight = await inTenant(tenantId, async (tx) => {
    const row = await tx.grant.findUniqueOrThrow({ where: { id } });
    return (await reader(tx, tenantId))(row);
  });
  if (!isRight) throw new Error(`The grant ${id} holds another token.`);
}

/** Each writer has rows of its own, and prefers those that are about to be sealed anew. */
async function write(tenantId: string, rows: string[]): Promise<void> {
  const oldest = await inTenant(
    tenantId,
    (tx) => tx.$queryRaw<{ id: string }[]>`
      select id::text as id from grants
       where tenant_id = ${tenantId}::uuid and refresh_token like 'v1.d1.%' order by id limit 150`,
  );
  const among = (oldest.length > 0 ? oldest.map(({ id }) => id) : rows).filter((id) => isOurs(id));
  const id = among[randomInt(Math.max(among.length, 1))];
  if (id) seen.written[id] = await writeNext(tenantId, id);
  await pause(betweenWritesMs);
}

function isOurs(id: string): boolean {
  return Number.parseInt(id.slice(-4), 16) % Number(of) === Number(nth);
}
