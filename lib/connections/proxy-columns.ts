import { SealError, Secret } from '#lib/crypto/index.ts';
import { type Connection, Prisma } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { openProxyPassword, type StoredProxy, sealProxyPassword } from '#lib/tokens/index.ts';
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

/**
 * What is given of a proxy, with the password of the connection that it is copied from where none is typed: for the same
 * person at the same proxy, as in a change.
 *
 * @throws AppError `invalid_input` naming `proxy.password` where the stored one does not open
 */
export async function withCopiedPassword(
  tx: Tx,
  source: Connection,
  given: ProxyInput | null | undefined,
): Promise<ProxyInput | null | undefined> {
  if (!given || given.password !== undefined) return given;
  if (!isSamePlace(source.proxy as StoredProxy | null, given)) return given;
  try {
    const password = await openProxyPassword(tx, source);
    return password ? { ...given, password: password.reveal() } : given;
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    const message = 'Type the password of the proxy again: the stored one cannot be read.';
    throw new AppError('invalid_input', message, { fields: [{ path: 'proxy.password', message }] });
  }
}

function isSamePlace(before: StoredProxy | null, after: StoredProxy): boolean {
  const place = ({ kind, host, port, userName }: StoredProxy) => JSON.stringify([kind, host, port, userName]);
  return before !== null && place(before) === place(after);
}
