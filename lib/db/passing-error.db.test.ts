import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useDatabase } from '#lib/testing/database.ts';
import { inTenant, isPassingDatabaseError, system, type Tx } from './index.ts';

const database = useDatabase();
const tenantId = '00000000-0000-0000-0000-000000000001';
const sockets = new Set<Socket>();
let wire: Server;

/** Everything goes through a wire that can be cut without a word, as a network does. */
beforeAll(async () => {
  const { port, hostname } = new URL(database.url);
  wire = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const end of [near, far]) end.on('error', () => {}).on('close', () => cut(near, far));
    sockets.add(near).add(far);
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(wire, 'listening');
  const through = new URL(database.url);
  through.port = String((wire.address() as AddressInfo).port);
  vi.stubEnv('DATABASE_URL', through.href);
});
afterAll(async () => {
  cut(...sockets);
  wire.close();
});

function cut(...ends: Socket[]): void {
  for (const end of ends) {
    sockets.delete(end);
    end.destroy();
  }
}

const sessions = 'from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
/** Says it, without waiting for what comes of it. */
const endThem = () => database.asSuperuser(`select pg_terminate_backend(pid) ${sessions}`);
/** Ends every session as an administrator, or a server that stops, would; resolves when they are gone. */
async function endSessions(): Promise<void> {
  await endThem();
  await expect.poll(() => database.asSuperuser(`select ${sessions}`)).toHaveLength(0);
}
const asleep = async () => (await database.asSuperuser(`select ${sessions} and query like '%pg_sleep(8)%'`)).length;

async function thrownBy(work: (tx: Tx) => Promise<unknown>): Promise<unknown> {
  return inTenant(tenantId, work).then(
    () => null,
    (error: unknown) => error,
  );
}

const ask = (tx: Tx) => tx.$queryRaw`select 1`;
const sleep = (tx: Tx) => tx.$queryRaw`select pg_sleep(8)::text`;

describe('passes, whatever form the driver gives it', () => {
  const whileAsleep = async (happens: () => unknown) => {
    const before = await asleep();
    const thrown = thrownBy(sleep);
    await expect.poll(asleep).toBeGreaterThan(before);
    await happens();
    return thrown;
  };

  const troubles: [string, () => Promise<unknown>][] = [
    ['ended in the middle of a statement', () => whileAsleep(endSessions)],
    ['cut in the middle of a statement', () => whileAsleep(() => cut(...sockets))],
    ['ended between two statements', () => thrownBy(async (tx) => [await endSessions(), await ask(tx)])],
    ['cut between two statements', () => thrownBy(async (tx) => [cut(...sockets), await ask(tx)])],
    ['ended before the commit', () => thrownBy(endSessions)],
    ['ended before the commit, the word of it still on its way', () => thrownBy(endThem)],
    ['cut before the commit', () => thrownBy(async () => cut(...sockets))],
    ['not let in', () => database.whileAway(() => thrownBy(ask))],
    [
      'cut before it was let in',
      async () => {
        await endSessions();
        const hangUp = (near: Socket) => near.destroy();
        wire.prependListener('connection', hangUp);
        const thrown = await thrownBy(ask);
        wire.off('connection', hangUp);
        return thrown;
      },
    ],
    [
      'too many statements at once',
      () => thrownBy((tx) => tx.$executeRaw`do $$ begin raise exception using errcode = '53300'; end $$`),
    ],
  ];

  it.each(troubles)('%s', async (_name, trouble) => {
    const thrown = await trouble();
    expect(thrown).toBeInstanceOf(Error);
    expect(isPassingDatabaseError(thrown), String(thrown)).toBe(true);
    // And work finds its way again, by itself.
    await expect.poll(() => thrownBy(ask)).toBeNull();
  });

  it('a server that nobody reaches, also outside a transaction', async () => {
    const port = (wire.address() as AddressInfo).port;
    cut(...sockets);
    wire.close();
    const thrown = [
      await thrownBy(ask),
      await system().$queryRaw`select 1`.catch((error: unknown) => error),
      await system()
        .tenant.findFirst({ select: { id: true } })
        .catch((error: unknown) => error),
    ];
    wire.listen(port, '127.0.0.1');
    await once(wire, 'listening');
    expect(thrown.map(isPassingDatabaseError), thrown.join('\n')).toEqual([true, true, true]);
  });
});

describe('does not pass', () => {
  const bugs: [string, (tx: Tx) => unknown][] = [
    ['an error of ours without a mark', () => Promise.reject(new Error('a bug'))],
    ['a slip of the language', () => Promise.reject(new TypeError('undefined is not a function'))],
    ['a number out of range', () => Promise.reject(new RangeError('out of range'))],
    ['a wrong column', (tx) => tx.$queryRaw`select nothing_like_it`],
    ['what Prisma does not understand', (tx) => tx.grant.findFirst({ where: { nothing: 1 } as never })],
    [
      'a row of another tenant',
      (tx) => tx.$executeRaw`insert into data_keys (tenant_id, kid, wrapped) values (gen_random_uuid(), 'd1', '')`,
    ],
  ];

  it.each(bugs)('%s', async (_name, bug) => {
    const thrown = await thrownBy(async (tx) => bug(tx));
    expect(thrown).toBeInstanceOf(Error);
    expect(isPassingDatabaseError(thrown), String(thrown)).toBe(false);
  });
});
