import { Secret } from '#lib/crypto/index.ts';
import { type Connection, Prisma } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { type StoredProxy, sealProxyPassword } from '#lib/tokens/index.ts';
import type { ProxyInput } from './schema.ts';

/**
 * The columns that store a proxy; none where the request says nothing of it. A password that was left out stays for the
 * same person at the same proxy, and goes with any other: nobody gets it told to a proxy of theirs.
 */
export async function proxyColumns(
  tx: Tx,
  before: Connection,
  given: ProxyInput | null | undefined,
): Promise<Prisma.ConnectionUncheckedUpdateInput> {
  if (given === undefined) return {};
  if (given === null) return { proxy: Prisma.DbNull, ...(await sealProxyPassword(tx, before, null)) };
  const { password, ...proxy } = given;
  const columns = { proxy: proxy satisfies StoredProxy };
  if (password === undefined && isSamePlace(before.proxy as StoredProxy | null, proxy)) return columns;
  return { ...columns, ...(await sealProxyPassword(tx, before, password ? new Secret(password) : null)) };
}

function isSamePlace(before: StoredProxy | null, after: StoredProxy): boolean {
  const place = ({ kind, host, port, userName }: StoredProxy) => JSON.stringify([kind, host, port, userName]);
  return before !== null && place(before) === place(after);
}
