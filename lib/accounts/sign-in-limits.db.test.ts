import { expect, it, vi } from 'vitest';
import { listAudit } from '#lib/audit/index.ts';
import { randomToken } from '#lib/crypto/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { anAdmin, type Person, personPassword } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { openSession, signIn } from './index.ts';
import { networkOf, type Place } from './known-places.ts';
import { limitWindowMs, signInLimits } from './sign-in-limits.ts';

const database = useDatabase();
const sql = (text: string, values: unknown[] = []) => database.asSuperuser(text, values);

let networks = 0;
/** An address in a network that nobody called from before. */
const aStrangePlace = (): Place => {
  networks += 1;
  return { ip: `2001:db8:${networks.toString(16)}::1`, deviceToken: null };
};

type Answer = 'in' | 'wrong' | 'refused';
async function guess(email: string, place: Place, password = 'wrong password'): Promise<Answer> {
  try {
    return (await signIn(email, password, place)) ? 'in' : 'wrong';
  } catch (error) {
    if (error instanceof AppError && error.code === 'too_many_requests') return 'refused';
    throw error;
  }
}

const count = (answers: readonly Answer[], wanted: Answer) => answers.filter((answer) => answer === wanted).length;
const times = <T>(length: number, each: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length }, (_, index) => each(index)));
const later = (ms: number) => sql(`update sign_in_tries set at = at - make_interval(secs => $1)`, [ms / 1000]);

/** Signs in, as a browser does that keeps its cookie. */
async function settleAt({ userId, email }: Person, place: Place): Promise<void> {
  expect(await guess(email, place, personPassword)).toBe('in');
  await openSession({ id: userId, email, name: 'The admin' }, { ...place, previousToken: null, userAgent: null });
}

it('looks at no more than 20 of 1,000 guesses that come from 1,000 addresses (W10)', async () => {
  const { email } = await anAdmin();
  const answers = await times(1_000, () => guess(email, aStrangePlace()));
  expect(count(answers, 'in')).toBe(0);
  expect(count(answers, 'wrong')).toBe(signInLimits.account);
  // Nor at the right one: whoever is refused learns nothing.
  expect(await guess(email, aStrangePlace(), personPassword)).toBe('refused');
}, 60_000);

it('lets a second process wait until the try of the first is counted', async () => {
  const budget = Buffer.from('one budget');
  const claim = "select * from claim_sign_in_try(array[$1::bytea], array[1], '15 minutes', '10 seconds')";
  const first = await database.superuserSession();
  await first.query('begin');
  expect((await first.query(claim, [budget])).rows).toMatchObject([{ try_id: expect.any(String), busy: false }]);
  const second = sql(claim, [budget]);
  const waiting = "select count(*)::int as n from pg_stat_activity where wait_event = 'advisory'";
  await vi.waitFor(async () => expect(await sql(waiting)).toEqual([{ n: 1 }]), { timeout: 4000 });
  await first.query('commit');
  expect(await second).toMatchObject([{ try_id: null, busy: true }]);
});

it('looks at no more than 10 of 200 guesses from one address, at one account or at many', async () => {
  const { email } = await anAdmin();
  const [one, other] = [aStrangePlace(), aStrangePlace()];
  expect(count(await times(200, () => guess(email, one)), 'wrong')).toBe(signInLimits.address);
  const sprayed = await times(200, (index) => guess(`person${index}@example.com`, other));
  expect(count(sprayed, 'wrong')).toBe(signInLimits.address);
});

it('lets the person in, while others guess, from an address or in a browser that they signed in from before', async () => {
  const admin = await anAdmin();
  const office = aStrangePlace();
  const laptop = { ...aStrangePlace(), deviceToken: randomToken() };
  await settleAt(admin, office);
  await settleAt(admin, laptop);

  await times(100, () => guess(admin.email, aStrangePlace()));
  expect(await guess(admin.email, aStrangePlace(), personPassword)).toBe('refused');
  expect(await guess(admin.email, office, personPassword)).toBe('in');
  expect(await guess(admin.email, { ...laptop, ip: aStrangePlace().ip }, personPassword)).toBe('in');

  // In the midst of those who guess, too, behind one address with them.
  await times(30, () => guess('nobody@example.com', office));
  expect(await guess(admin.email, office, personPassword)).toBe('refused');
  expect(await guess(admin.email, { ...office, deviceToken: laptop.deviceToken }, personPassword)).toBe('in');
}, 30_000);

it('gives a known browser no more than ten guesses either, and nothing at other accounts', async () => {
  const [admin, colleague] = [await anAdmin(), await anAdmin()];
  const laptop = { ...aStrangePlace(), deviceToken: randomToken() };
  await settleAt(admin, laptop);
  const anywhere = () => ({ ...aStrangePlace(), deviceToken: laptop.deviceToken });
  expect(count(await times(100, () => guess(admin.email, anywhere())), 'wrong')).toBe(signInLimits.device);
  expect(count(await times(100, () => guess(colleague.email, anywhere())), 'wrong')).toBe(signInLimits.account);
});

it('does not know a browser any more after 90 days, nor one that made its cookie up', async () => {
  const admin = await anAdmin();
  const laptop = { ...aStrangePlace(), deviceToken: randomToken() };
  await settleAt(admin, laptop);
  await times(30, () => guess(admin.email, aStrangePlace()));
  const elsewhere = { ip: aStrangePlace().ip, deviceToken: laptop.deviceToken };
  expect(await guess(admin.email, { ...elsewhere, deviceToken: randomToken() }, personPassword)).toBe('refused');
  expect(await guess(admin.email, elsewhere, personPassword)).toBe('in');
  await sql("update known_places set seen_at = now() - interval '91 days' where user_id = $1", [admin.userId]);
  expect(await guess(admin.email, elsewhere, personPassword)).toBe('refused');
});

it('counts wrong passwords only: 60 people at once behind one address come in', async () => {
  const admin = await anAdmin();
  const office = aStrangePlace();
  const answers = await times(60, () => guess(admin.email, office, personPassword));
  expect(count(answers, 'in')).toBe(60);
});

it('does not forgive guesses because a password of one’s own was right in between', async () => {
  const [victim, mallory] = [await anAdmin(), await anAdmin()];
  const place = aStrangePlace();
  let seen = 0;
  for (let round = 0; round < 6; round++) {
    seen += count(await times(3, () => guess(victim.email, place)), 'wrong');
    await guess(mallory.email, place, personPassword);
  }
  expect(seen).toBe(signInLimits.address);
});

it('counts within any 15 minutes, and says to the minute when there is room again', async () => {
  const { email } = await anAdmin();
  const place = aStrangePlace();
  for (let round = 0; round < 5; round++) await guess(email, place);
  await later(5 * 60_000);
  for (let round = 0; round < 5; round++) await guess(email, place);
  const refused = await signIn(email, personPassword, place).catch((error: AppError) => error);
  expect(refused).toMatchObject({ code: 'too_many_requests' });
  const { retryAt, message } = refused as AppError;
  expect(Math.round(((retryAt?.getTime() ?? 0) - Date.now()) / 60_000)).toBe(10);
  expect(message).toContain(`try again in 10 minutes (${retryAt?.toISOString().slice(11, 16)} UTC)`);

  await later(10 * 60_000);
  expect(count(await times(20, () => guess(email, place)), 'wrong')).toBe(5);
  await later(limitWindowMs);
  expect(await guess(email, place, personPassword)).toBe('in');
  expect(await sql('select count(*)::int as kept from sign_in_tries')).toEqual([{ kept: 0 }]);
});

it('counts a try whose process died as a wrong password', async () => {
  const { email } = await anAdmin();
  const place = aStrangePlace();
  for (let round = 0; round < signInLimits.address; round++) await guess(email, place);
  await sql("update sign_in_tries set pending = true, at = at - interval '11 seconds'");
  expect(await guess(email, place, personPassword)).toBe('refused');
});

it('answers the same of accounts that exist and those that do not, and spends no hashing on what it refuses', async () => {
  const { email } = await anAdmin();
  const place = aStrangePlace();
  const cpuMs = async (who: string, rounds: number) => {
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round++) await guess(who, place);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / rounds;
  };
  const looked = await cpuMs(email, signInLimits.address);
  const messageOf = (who: string) => signIn(who, personPassword, place).catch((error: AppError) => error.message);
  expect(await messageOf(email)).toBe(await messageOf('nobody@example.com'));
  expect(await messageOf('no address')).toBe(await messageOf(email));
  const [known, unknown] = [await cpuMs(email, 60), await cpuMs('nobody@example.com', 60)];
  expect(known).toBeLessThan(looked / 2);
  expect(unknown).toBeLessThan(looked / 2);
});

it('tells the log of the tenant once that there were too many tries', async () => {
  const admin = await anAdmin();
  const place = aStrangePlace();
  const told = async () =>
    (await listAudit(admin.ctx)).events.toReversed().map(({ action, details }) => [action, details]);
  for (let round = 0; round < signInLimits.address; round++) await guess(admin.email, place);
  await vi.waitFor(async () => expect(await told()).toHaveLength(1), { timeout: 4000 });
  await guess(admin.email, place);
  await vi.waitFor(async () => expect(await told()).toHaveLength(2), { timeout: 4000 });
  for (let round = 0; round < 5; round++) await guess(admin.email, place);
  expect(await told()).toMatchObject([
    ['session.refused', { reason: 'wrong_password', times: 1 }],
    ['session.refused', { reason: 'too_many_tries' }],
  ]);
});

it('keeps neither addresses nor what was typed in a form that a copy of the database gives away', async () => {
  const typed = 'my secret pass phrase';
  await guess(typed, { ip: '203.0.113.77', deviceToken: null });
  const rows = await sql("select id || encode(budget, 'escape') || encode(budget, 'hex') as row from sign_in_tries");
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toMatch(/secret|203\.0/);
});

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
  ['2001:0DB8:1:2::', '2001:db8:1:2::'],
  [null, 'unknown'],
  ['nonsense', 'unknown'],
])('takes %s for a caller in %s', (ip, network) => expect(networkOf(ip)).toBe(network));
