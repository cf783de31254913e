import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '#lib/config/index.ts';
import { clearConnections, disconnect } from '#lib/connections/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { aTenant } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { aSystemMailer, aWatched, day, tell, type Watched } from '#lib/testing/watched-connection.ts';
import { createWebhook } from '#lib/webhooks/index.ts';
import { createTeller, listNotices, purgeNotices } from './index.ts';

const database = useDatabase();
const hour = 3_600_000;
const began = Date.parse('2026-11-22T10:00:00Z');

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: began });
  config().systemMail = undefined;
  await database.asSuperuser('delete from notices');
  await database.asSuperuser(`update connections set stage = 'retired'`);
});
afterEach(() => {
  vi.useRealTimers();
});

/** A problem as the engine stores it. */
const dead = {
  about: 'grant',
  source: 'provider',
  facts: { clientId: 'c', settings: {}, senderAddress: 'reports@contoso.com', redirectUrl: 'r' },
  reply: {
    protocol: 'oauth',
    status: 400,
    code: 'invalid_grant',
    numbers: [700082],
    text: 'AADSTS700082: The refresh token has expired due to inactivity.',
  },
};

async function events({ tenant }: Watched): Promise<string[]> {
  const told = 'select event from webhook_deliveries where tenant_id = $1 order by at, id';
  return (await database.asSuperuser<{ event: string }>(told, [tenant.id])).map(({ event }) => event);
}

async function steps({ tenant }: Watched): Promise<string[]> {
  const taken = 'select step from notice_steps where tenant_id = $1 order by at, id';
  return (await database.asSuperuser<{ step: string }>(taken, [tenant.id])).map(({ step }) => step);
}

const listed = ({ tenant }: Watched) => listNotices(tenant.viewer.ctx);

async function aTold(): Promise<Watched> {
  const watched = await aWatched(database);
  await createWebhook(watched.tenant.admin.ctx, { url: 'https://ops.contoso.com/told' });
  return watched;
}

/** Lets the time pass, with turns of the worker. */
async function pass(ms: number, everyMs = 6 * hour): Promise<void> {
  const until = Date.now() + ms;
  while (Date.now() < until) {
    vi.setSystemTime(Math.min(Date.now() + everyMs, until));
    await tell();
  }
}

const grantEnding = (
  { tenant, id }: Watched,
  endsAt: Date,
  consentedAt = new Date(began),
  lastRefreshAt = consentedAt,
) =>
  inTenant(tenant.id, (tx) => {
    const grant = { consentedAt, lastRefreshAt, refreshTokenExpiresAt: endsAt };
    return tx.grant.upsert({
      where: { tenantId_connectionId: { tenantId: tenant.id, connectionId: id } },
      create: { tenantId: tenant.id, connectionId: id, ...grant },
      update: grant,
    });
  });

describe('the end of a secret', () => {
  it('is told 30, 14, 7 and 1 days before, and when it has come: each once, however often somebody looks', async () => {
    const watched = await aTold();
    await watched.set({ client_secret_expires_at: new Date(began + 32 * day) });
    const when: [string | undefined, number][] = [];
    for (let at = 0; at < 36 * 4; at += 1) {
      const before = (await steps(watched)).length;
      await tell();
      const now = await steps(watched);
      expect(now.length - before).toBeLessThanOrEqual(1);
      if (now.length > before) when.push([now.at(-1), (began + 32 * day - Date.now()) / day]);
      vi.setSystemTime(Date.now() + 6 * hour);
    }
    expect(when).toEqual([
      ['30', 30],
      ['14', 14],
      ['7', 7],
      ['1', 1],
      ['0', 0],
    ]);
    expect(await events(watched)).toEqual(Array(5).fill('secret.expiring'));
    expect(await listed(watched)).toMatchObject([{ kind: 'secret_ending', daysLeft: 0 }]);
  });

  it('is told by what and when, and what to do', async () => {
    const watched = await aWatched(database);
    await watched.set({ client_secret_expires_at: new Date('2026-11-29T09:00:00Z') });
    await tell();
    expect(await listed(watched)).toMatchObject([
      {
        kind: 'secret_ending',
        connectionId: watched.id,
        endsAt: '2026-11-29T09:00:00.000Z',
        daysLeft: 7,
        ending: 'client secret',
        title: 'Mail from reports@contoso.com stops in 7 days: its client secret ends on 29 November 2026',
        problem: null,
      },
    ]);
  });

  it.each([
    ['entered', 'stops today: its client secret ends on 29 November 2026', 'From then on'],
    ['certificate', 'stops today: its client secret ends on 29 November 2026', 'From then on'],
    ['provider', 'stops: its client secret ended on 29 November 2026', 'any more'],
  ])('that was %s has come with the day, or with the instant', async (source, title, why) => {
    const watched = await aWatched(database);
    await watched.set({ client_secret_expires_at: new Date('2026-11-29T00:00:00Z'), secret_end_source: source });
    vi.setSystemTime(Date.parse('2026-11-29T10:00:00Z'));
    await tell();
    const says = (text: string) => expect.stringContaining(text);
    expect(await listed(watched)).toMatchObject([{ daysLeft: 0, title: says(title), why: says(why) }]);
    vi.setSystemTime(Date.parse('2026-11-30T00:00:00Z'));
    expect(await listed(watched)).toMatchObject([{ title: says('ended on 29 November 2026'), why: says('any more') }]);
  });

  it('is told for the newest step alone where the product was away', async () => {
    const watched = await aTold();
    await watched.set({ client_secret_expires_at: new Date(began + 5 * day) });
    await tell();
    expect(await steps(watched)).toEqual(['7']);
    await pass(6 * day, 2 * day);
    expect(await steps(watched)).toEqual(['7', '1', '0']);
  });

  it('is over with another secret, and told from the beginning when that ends soon too', async () => {
    const watched = await aTold();
    await watched.set({ client_secret_expires_at: new Date(began + 5 * day) });
    await tell();
    await watched.set({ client_secret_expires_at: new Date(began + 180 * day), secret_version: 7 });
    await tell();
    expect(await listed(watched)).toEqual([]);
    await watched.set({ client_secret_expires_at: new Date(began + 6 * day), secret_version: 8 });
    await tell();
    expect(await steps(watched)).toEqual(['7', '7']);
    expect(new Set(await events(watched))).toEqual(new Set(['secret.expiring']));
  });

  it('that was corrected by hours is the same; by days it is told anew', async () => {
    const watched = await aTold();
    await watched.set({ client_secret_expires_at: new Date(began + 5 * day) });
    await tell();
    await watched.set({ client_secret_expires_at: new Date(began + 5 * day + 3 * hour) });
    await tell();
    vi.setSystemTime(began + 1_000);
    expect(await steps(watched)).toEqual(['7']);
    expect(await listed(watched)).toMatchObject([{ endsAt: new Date(began + 5 * day + 3 * hour).toISOString() }]);
    await watched.set({ client_secret_expires_at: new Date(began + 13 * day) });
    await tell();
    expect(await steps(watched)).toEqual(['7', '14']);
  });
});

describe('a consent of which it is known that its end stays', () => {
  const aTesting = async () => {
    const watched = await aTold();
    await watched.set({ provider: 'google' });
    return watched;
  };

  it('is told of at once, and a day before; a renewal tells nothing, and another consent begins anew', async () => {
    const watched = await aTesting();
    await grantEnding(watched, new Date(began + 7 * day));
    await tell();
    expect(await events(watched)).toEqual(['grant.expiring']);
    expect(await listed(watched)).toMatchObject([{ kind: 'grant_ending', daysLeft: 7 }]);
    await grantEnding(watched, new Date(began + 7 * day + 30_000));
    await pass(5 * day);
    expect(await steps(watched)).toEqual(['first']);
    await pass(day + hour);
    expect(await steps(watched)).toEqual(['first', '1']);
    vi.setSystemTime(Date.now() + 1_000);
    await grantEnding(watched, new Date(Date.now() + 7 * day), new Date());
    await tell();
    expect(await steps(watched)).toEqual(['first', '1', 'first']);
    // It ends in silence: what comes of that is trouble of its own.
    await pass(8 * day);
    expect(await listed(watched)).toEqual([]);
    expect(new Set(await events(watched))).toEqual(new Set(['grant.expiring']));
  });

  it('far away is told of thirty days before', async () => {
    const watched = await aTesting();
    await grantEnding(watched, new Date(began + 90 * day));
    await pass(59 * day, 5 * day);
    expect(await steps(watched)).toEqual([]);
    await pass(2 * day);
    expect(await steps(watched)).toEqual(['first']);
  });
});

describe('a consent whose server names an end', () => {
  it('that every renewal moves is told of to nobody, however near it is', async () => {
    const watched = await aTold();
    for (const lifeMs of [30 * day, 14 * day, 20 * hour, 2 * hour]) {
      for (let renewals = 0; renewals < 10; renewals += 1) {
        await grantEnding(watched, new Date(Date.now() + lifeMs), new Date(began), new Date());
        await pass(lifeMs / 2, lifeMs / 10);
      }
    }
    expect([await events(watched), await steps(watched), await listed(watched)]).toEqual([[], [], []]);
  });

  it.each([0, 900])(
    'that a renewal did not move, but for %i ms, is told of once that was seen, and a day before',
    async (offMs) => {
      const watched = await aTold();
      const endsAt = began + 14 * day;
      await grantEnding(watched, new Date(endsAt));
      await pass(2 * day);
      expect(await listed(watched)).toEqual([]);
      await grantEnding(watched, new Date(endsAt + offMs), new Date(began), new Date());
      await pass(day + hour);
      const why = 'Microsoft 365 named that day for its end, and a renewal has not moved it.';
      expect(await listed(watched)).toMatchObject([{ kind: 'grant_ending', why }]);
      await pass(11 * day - 2 * hour);
      expect(await steps(watched)).toEqual(['first', '1']);
      expect(await events(watched)).toEqual(['grant.expiring', 'grant.expiring']);
    },
  );

  it('and moves it after all is not warned of any more', async () => {
    const watched = await aTold();
    await grantEnding(watched, new Date(began + 14 * day));
    await tell();
    await pass(hour);
    await grantEnding(watched, new Date(began + 14 * day), new Date(began), new Date());
    await pass(day);
    expect(await listed(watched)).toHaveLength(1);
    await grantEnding(watched, new Date(Date.now() + 14 * day), new Date(began), new Date());
    await tell();
    expect(await listed(watched)).toEqual([]);
    await pass(day);
    expect(await events(watched)).toEqual(['grant.expiring']);
  });
});

describe('trouble that waiting does not cure', () => {
  it.each([
    ['needs_consent', 'needs_consent', 'connection.needs_consent'],
    ['blocked', 'needs_consent', 'connection.needs_consent'],
    ['invalid', 'needs_settings', 'connection.needs_settings'],
  ])('%s is told at the first look, once, and that it is over once', async (health, kind, event) => {
    const watched = await aTold();
    await watched.set({ health, problem: dead });
    await pass(2 * day);
    expect(await events(watched)).toEqual([event]);
    expect(await listed(watched)).toMatchObject([{ kind, problem: { class: 'consent' }, endsAt: null }]);
    // What is tried again has not been seen to work.
    await watched.set({ health: 'retrying' });
    await pass(day);
    expect(await listed(watched)).toHaveLength(1);
    await watched.set({ health: 'working', problem: null });
    await pass(2 * day);
    expect(await events(watched)).toEqual([event, 'connection.recovered']);
    expect(await listed(watched)).toEqual([]);
    await watched.set({ health, problem: dead });
    await tell();
    expect(await events(watched)).toEqual([event, 'connection.recovered', event]);
  });

  it('is not told any more once it is over, nor a warning that a nearer one says', async () => {
    const watched = await aTold();
    const waiting = async () => {
      const left = `select event from webhook_deliveries where tenant_id = $1 and status = 'waiting' order by at, id`;
      return (await database.asSuperuser<{ event: string }>(left, [watched.tenant.id])).map(({ event }) => event);
    };
    await watched.set({ health: 'needs_consent', problem: dead });
    await tell();
    expect(await waiting()).toEqual(['connection.needs_consent']);
    await watched.set({ health: 'working', problem: null });
    await tell();
    expect(await waiting()).toEqual(['connection.recovered']);
    await database.asSuperuser('delete from webhook_deliveries where tenant_id = $1', [watched.tenant.id]);
    await watched.set({ client_secret_expires_at: new Date(began + 8 * day) });
    await tell();
    await pass(2 * day);
    expect(await events(watched)).toHaveLength(2);
    expect(await waiting()).toEqual(['secret.expiring']);
    await watched.set({ client_secret_expires_at: new Date(began + 400 * day) });
    await tell();
    expect(await waiting()).toEqual([]);
  });

  it('of a passing kind is told to nobody', async () => {
    const watched = await aTold();
    await watched.set({ health: 'retrying', problem: dead });
    await pass(day);
    expect(await events(watched)).toEqual([]);
  });

  it('is explained to webhooks by codes, sentences and where to look, and holds no secret (T7)', async () => {
    const watched = await aTold();
    await watched.set({ health: 'needs_consent', problem: dead });
    await tell();
    const [row] = await database.asSuperuser<{ body: string }>(
      'select body from webhook_deliveries where tenant_id = $1',
      [watched.tenant.id],
    );
    const { slug } = watched.tenant;
    expect(JSON.parse(row?.body ?? '')).toMatchObject({
      type: 'connection.needs_consent',
      timestamp: new Date(began).toISOString(),
      data: {
        tenant: slug,
        connection: { id: watched.id, name: 'Contoso Reports', address: 'reports@contoso.com', provider: 'microsoft' },
        problem: { class: 'consent', code: expect.any(String), title: expect.any(String) },
        consoleUrl: `${config().publicUrl}/t/${slug}/mail/connections/${watched.id}`,
      },
    });
    expect(row?.body).not.toContain('a-secret-value');
  });
});

describe('nothing is told', () => {
  it.each<[string, (watched: Watched) => Promise<unknown>]>([
    ['was disconnected', ({ tenant, id }) => disconnect(tenant.admin.ctx, id)],
    ['was cleared', ({ tenant }) => clearConnections(tenant.admin.ctx)],
    ['was retired', ({ set }) => set({ stage: 'retired', health: 'untested' })],
  ])('any more of a connection that %s', async (_what, act) => {
    const watched = await aTold();
    await watched.set({ health: 'needs_consent', problem: dead, client_secret_expires_at: new Date(began + 5 * day) });
    await tell();
    expect(await listed(watched)).toHaveLength(2);
    await act(watched);
    await tell();
    expect(await listed(watched)).toEqual([]);
    await pass(6 * day);
    expect(await events(watched)).toHaveLength(2);
  });

  it('of a candidate', async () => {
    const watched = await aTold();
    await watched.set({ stage: 'candidate', health: 'needs_consent', client_secret_expires_at: new Date(began) });
    await tell();
    expect(await events(watched)).toEqual([]);
  });

  it('to a stranger', async () => {
    const watched = await aTold();
    await watched.set({ health: 'needs_consent', problem: dead });
    await tell();
    expect(await listNotices((await aTenant()).admin.ctx)).toEqual([]);
  });
});

it('forgets what was over thirty days ago, and nothing that is open', async () => {
  vi.useRealTimers();
  const [open, over] = [await aTold(), await aTold()];
  for (const { set } of [open, over]) await set({ health: 'needs_consent', problem: dead });
  await tell();
  await over.set({ health: 'working', problem: null });
  await tell();
  await database.asSuperuser(
    `update notices set opened_at = now() - interval '40 days', closed_at = closed_at - interval '31 days'`,
  );
  await purgeNotices();
  expect([await listed(open), await steps(over)]).toMatchObject([[{ kind: 'needs_consent' }], []]);
});

describe('processes that look at once', () => {
  const sweeps = () => Promise.all(Array.from({ length: 8 }, () => createTeller().reviewDue()));

  it('tell it once, and that it is over once', async () => {
    const watched = await aTold();
    await watched.set({ health: 'needs_consent', problem: dead });
    await sweeps();
    vi.setSystemTime(began + 1_000);
    await watched.set({ health: 'working', problem: null });
    await sweeps();
    expect(await events(watched)).toEqual(['connection.needs_consent', 'connection.recovered']);
  });

  it('mail it once', async () => {
    const mailer = await aSystemMailer();
    const watched = await aTold();
    await watched.set({ health: 'needs_consent', problem: dead });
    await Promise.all(Array.from({ length: 8 }, tell));
    expect(mailer.recipients()).toEqual([watched.tenant.admin.email]);
  });

  // Last: it damages the database.
  it('would tell it several times without the unique keys', async () => {
    await database.asSuperuser('drop index notices_one_open_of_a_kind; drop index notice_steps_told_once');
    const watched = await aTold();
    await watched.set({ health: 'needs_consent', problem: dead });
    await sweeps();
    expect((await events(watched)).length).toBeGreaterThan(1);
  });
});
