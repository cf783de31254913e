import { performance } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { createUser, signIn as signInAt } from '#lib/accounts/index.ts';
import { aTenant, personPassword } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';

const database = useDatabase();

let callers = 0;
/** Each from an address of its own: how often one may try is a matter of sign-in-limits.db.test.ts. */
const signIn = (email: string, password: string) => {
  callers += 1;
  return signInAt(email, password, { ip: `198.51.100.${callers}`, deviceToken: null });
};

it('knows a person by address and password, in whatever case the address is typed', async () => {
  const { admin } = await aTenant();
  expect(await signIn(admin.email, personPassword)).toEqual({
    id: admin.userId,
    email: admin.email,
    name: 'The admin',
  });
  expect(await signIn(` ${admin.email.toUpperCase()} `, personPassword)).not.toBeNull();
});

it('says the same of a wrong password, an unknown address and a disabled person', async () => {
  const { admin, viewer } = await aTenant();
  await database.asSuperuser('update users set disabled_at = now() where id = $1', [viewer.userId]);

  expect(await signIn(admin.email, `${personPassword}!`)).toBeNull();
  expect(await signIn(admin.email, '')).toBeNull();
  expect(await signIn('nobody@example.com', personPassword)).toBeNull();
  expect(await signIn('no address', personPassword)).toBeNull();
  expect(await signIn(viewer.email, personPassword)).toBeNull();
});

it('takes as long for an unknown address as for a wrong password', async () => {
  const { admin } = await aTenant();
  await signIn('nobody@example.com', 'warm up');
  const noted = async () => {
    const [row] = await database.asSuperuser<{ times: number }>(
      'select coalesce(sum(untold) + count(told_at), 0)::int as times from sign_in_refusals where user_id = $1',
      [admin.userId],
    );
    return row?.times;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  // In turns, so that whatever else the machine does meets both alike.
  for (let round = 0; round < 15; round++) {
    known.push(await durationMs(() => signIn(admin.email, 'wrong password')));
    // What is noted behind the answer must not run beside the next round.
    await expect.poll(noted).toBe(round + 1);
    unknown.push(await durationMs(() => signIn('nobody@example.com', 'wrong password')));
  }
  // The quickest of each: what a busy machine adds to the others says nothing. Without the decoy an unknown address
  // answers some ten times faster.
  const ratio = Math.min(...unknown) / Math.min(...known);
  expect(ratio).toBeGreaterThan(0.6);
  expect(ratio).toBeLessThan(1.6);
});

it('stores argon2id with at least the cost that OWASP asks for', async () => {
  const { admin } = await aTenant();
  const [row] = await database.asSuperuser<{ password_hash: string }>('select password_hash from users where id = $1', [
    admin.userId,
  ]);
  const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/.exec(row?.password_hash ?? '') ?? [];
  expect(Number(memory)).toBeGreaterThanOrEqual(19_456);
  expect(Number(passes)).toBeGreaterThanOrEqual(2);
});

it('lets an address belong to one person only', async () => {
  const { admin } = await aTenant();
  const again = createUser({ email: admin.email.toUpperCase(), name: 'Twin', password: personPassword });
  await expect(again).rejects.toMatchObject({ code: 'conflict', fields: [{ path: 'email' }] });
});

async function durationMs(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
