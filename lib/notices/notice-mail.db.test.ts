import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { config } from '#lib/config/index.ts';
import { log } from '#lib/log/index.ts';
import { aPerson } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { aTalkingServer } from '#lib/testing/talking-server.ts';
import {
  aSystemMailer,
  aWatched,
  aWatchedThatSends,
  day,
  recipientsOf,
  subjectsOf,
  tell,
  type Watched,
} from '#lib/testing/watched-connection.ts';
import { createTeller, listNotices } from './index.ts';

const database = useDatabase();
const began = Date.parse('2026-11-22T10:00:00Z');

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: began });
  config().systemMail = undefined;
  await database.asSuperuser(`update connections set stage = 'retired'`);
});
afterEach(() => {
  vi.useRealTimers();
});

const endsIn = (days: number) => ({ client_secret_expires_at: new Date(began + days * day) });
const attemptsOf = ({ tenant }: Watched) =>
  database.asSuperuser<{ mail_attempts: number }>('select mail_attempts from notice_steps where tenant_id = $1', [
    tenant.id,
  ]);
const emailOf = async ({ tenant }: Watched) => (await listNotices(tenant.viewer.ctx))[0]?.email;

it('goes to the administrators, through the connection while it works, as its sender', async () => {
  const mailer = await aSystemMailer();
  const watched = await aWatchedThatSends(database);
  const second = await aPerson(watched.tenant, 'admin');
  const gone = await aPerson(watched.tenant, 'admin');
  await database.asSuperuser('update users set disabled_at = now() where id = $1', [gone.userId]);
  await watched.set(endsIn(7));
  await tell();
  expect(recipientsOf(watched.heard)).toEqual([watched.tenant.admin.email, second.email].toSorted());
  expect(watched.heard).toContain('From: Mailgrant <reports@contoso.com>');
  expect(subjectsOf(watched.heard)[0]).toMatch(/^Mail from reports@contoso\.com stops in 7 days: .* 29 November 2026$/);
  // Lines of quoted-printable go on behind a last = (RFC 2045 §6.7).
  expect(watched.heard.join('\n').replaceAll('=\n', '')).toContain(
    `/t/${watched.tenant.slug}/mail/connections/${watched.id}`,
  );
  expect(mailer.heard).toEqual([]);
  expect(await emailOf(watched)).toMatchObject({ kind: 'sent', by: 'connection', people: 2 });
  // Control of what it holds: the password that it was sent with is none of it.
  expect(watched.heard.filter((line) => !line.startsWith('AUTH')).join('\n')).not.toContain('correct horse');
});

it.each(['needs_consent', 'blocked', 'invalid', 'retrying'])(
  'goes by the mailer of the installation when the connection is %s, and the dead one hears nothing',
  async (health) => {
    const mailer = await aSystemMailer();
    const watched = await aWatchedThatSends(database);
    await watched.set({ health, ...endsIn(7) });
    await tell();
    expect(watched.heard).toEqual([]);
    expect(new Set(mailer.recipients())).toEqual(new Set([watched.tenant.admin.email]));
    expect(mailer.heard).toContain('From: Mailgrant <mailgrant@example.com>');
    expect(await emailOf(watched)).toMatchObject({ kind: 'sent', by: 'system', people: 1 });
  },
);

it('goes by the mailer of the installation when the connection that should work does not take it', async () => {
  const mailer = await aSystemMailer();
  const watched = await aWatchedThatSends(database, (line) => (line.startsWith('RCPT') ? '550 5.7.1 No' : undefined));
  await watched.set(endsIn(7));
  await tell();
  expect(mailer.recipients()).toEqual([watched.tenant.admin.email]);
});

it('goes nowhere where there is no way, and that is said', async () => {
  const watched = await aWatchedThatSends(database);
  await watched.set({ health: 'needs_consent' });
  await tell();
  expect(watched.heard).toEqual([]);
  expect(await emailOf(watched)).toEqual({ kind: 'none', sentence: expect.stringContaining('SYSTEM_MAIL') });
});

it('that it is over goes through the connection, which works again', async () => {
  const mailer = await aSystemMailer();
  const watched = await aWatchedThatSends(database);
  await watched.set({ health: 'needs_consent' });
  await tell();
  await watched.set({ health: 'working' });
  await tell();
  expect(mailer.recipients()).toHaveLength(1);
  expect(subjectsOf(watched.heard)).toEqual(['Mail from reports@contoso.com goes out again']);
});

it('is tried again for whoever has it not, under the same Message-ID, and given up', async () => {
  let refused = '';
  const mailer = await aSystemMailer((line) => (line === `RCPT TO:<${refused}>` ? '450 4.7.1 Later' : undefined));
  const watched = await aWatched(database);
  const second = await aPerson(watched.tenant, 'admin');
  const [first, last] = [watched.tenant.admin, second].toSorted((one, other) => one.userId.localeCompare(other.userId));
  refused = last?.email ?? '';
  await watched.set({ health: 'needs_consent' });
  await tell();
  expect(mailer.recipients().filter((address) => address === first?.email)).toHaveLength(1);
  expect(await emailOf(watched)).toEqual({ kind: 'waiting' });
  vi.setSystemTime(Date.now() + 61_000);
  refused = '';
  await tell();
  expect(await emailOf(watched)).toMatchObject({ kind: 'sent', people: 2 });
  expect(mailer.recipients().filter((address) => address === first?.email)).toHaveLength(1);
});

it('that somebody has is not said to have reached nobody when the connection dies before the others have it', async () => {
  let refused = '';
  const watched = await aWatchedThatSends(database, (line) =>
    line === `RCPT TO:<${refused}>` ? '450 4.7.1 Later' : undefined,
  );
  const second = await aPerson(watched.tenant, 'admin');
  const both = [watched.tenant.admin, second].toSorted((one, other) => one.userId.localeCompare(other.userId));
  refused = both[1]?.email ?? '';
  await watched.set(endsIn(7));
  await tell();
  expect(await emailOf(watched)).toEqual({ kind: 'waiting' });
  await watched.set({ health: 'needs_consent' });
  vi.setSystemTime(Date.now() + 61_000);
  await createTeller().mailDue();
  await expect.poll(() => emailOf(watched)).toMatchObject({ kind: 'sent', by: 'connection', people: 1 });
});

it('that no server takes is given up after a quarter of a day, and that is said', async () => {
  const mailer = await aSystemMailer((line) => (line.startsWith('MAIL') ? '451 4.3.0 Later' : undefined));
  const watched = await aWatched(database);
  await watched.set({ health: 'needs_consent' });
  for (let tries = 0; tries < 6; tries += 1) {
    await tell();
    vi.setSystemTime(Date.now() + 7 * 3_600_000);
  }
  expect(await emailOf(watched)).toEqual({
    kind: 'failed',
    sentence:
      'No mail server took the e-mail to the administrators. The mail server of this installation did not take it: its operator finds the answer in the log.',
  });
  expect(mailer.heard.filter((line) => line.startsWith('MAIL'))).toHaveLength(5);
});

it('that the connection itself does not take is told with its answer, and that is in the log', async () => {
  const warned = vi.spyOn(log(), 'warn');
  const answers = (line: string) => (line.startsWith('MAIL') ? '550 5.7.60 Not this sender' : undefined);
  const watched = await aWatchedThatSends(database, answers);
  await watched.set(endsIn(7));
  for (let tries = 0; tries < 5; tries += 1) {
    await watched.set({ health: 'working' });
    await tell();
    vi.setSystemTime(Date.now() + 7 * 3_600_000);
  }
  expect(await emailOf(watched)).toEqual({
    kind: 'failed',
    sentence: expect.stringMatching(/^No mail server took the e-mail to the administrators\. \S.*\.$/),
  });
  expect(warned).toHaveBeenCalledWith(
    expect.objectContaining({ reply: expect.objectContaining({ text: expect.stringContaining('Not this sender') }) }),
    'a connection did not take a mail of our own',
  );
});

it('of a step that a newer one overtook is not sent any more', async () => {
  const watched = await aWatched(database);
  await watched.set({ health: 'retrying', ...endsIn(7) });
  // Nothing works yet, and something may.
  await tell();
  vi.setSystemTime(began + 6.5 * day);
  const mailer = await aSystemMailer();
  await tell();
  vi.setSystemTime(began + 6.6 * day);
  await tell();
  expect(mailer.subjects()).toEqual([expect.stringContaining('stops in 1 day')]);
});

/** A warning whose mail is with a server that has not answered yet: its `sockets` say what comes of it. */
async function aMailUnderWay() {
  const {
    heard,
    sockets,
    smtpPort: port,
  } = await aTalkingServer({
    answers: (line) => (line.startsWith('RCPT') ? '' : undefined),
  });
  config().systemMail = { host: 'localhost', port, security: 'none', user: null, from: 'mailgrant@example.com' };
  const watched = await aWatched(database);
  await watched.set({ health: 'needs_consent' });
  const { reviewDue, mailDue, settled } = createTeller();
  await reviewDue();
  await mailDue();
  await expect.poll(() => recipientsOf(heard)).toHaveLength(1);
  return { watched, sockets, reviewDue, settled };
}

it('that takes a server five minutes, and by two ways, is begun by nobody else meanwhile', async () => {
  const { watched, sockets, settled } = await aMailUnderWay();
  vi.setSystemTime(began + 11 * 60_000);
  const another = createTeller();
  await another.mailDue();
  sockets.at(-1)?.write('250 2.1.5 Ok\r\n');
  await settled();
  expect(await attemptsOf(watched)).toEqual([{ mail_attempts: 1 }]);
  await another.settled();
});

it('that cannot be written is put off like one that nobody took, and keeps no other', async () => {
  const mailer = await aSystemMailer();
  const [broken, good] = [await aWatched(database), await aWatched(database)];
  for (const { set } of [broken, good]) await set({ health: 'retrying', ...endsIn(7) });
  await createTeller().reviewDue();
  await database.asSuperuser(`update notices set kind = 'unheard_of' where tenant_id = $1`, [broken.tenant.id]);
  for (let turns = 0; turns < 2; turns += 1) {
    const { mailDue, settled } = createTeller();
    await mailDue();
    await settled();
  }
  expect(mailer.recipients()).toEqual([good.tenant.admin.email]);
  expect(await attemptsOf(broken)).toEqual([{ mail_attempts: 1 }]);
});

it('that a newer step overtakes while it is being sent is at its end', async () => {
  const { watched, sockets, reviewDue, settled } = await aMailUnderWay();
  vi.setSystemTime(began + 1_000);
  await watched.set({ health: 'working' });
  await reviewDue();
  sockets.at(-1)?.write('250 2.1.5 Ok\r\n');
  await settled();
  const left = `select step, mail_state from notice_steps where tenant_id = $1 and mail_next_at is not null`;
  expect(await database.asSuperuser(left, [watched.tenant.id])).toEqual([{ step: 'recovered', mail_state: 'waiting' }]);
});
