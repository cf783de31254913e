import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { activateConnection, getConnection } from '#lib/connections/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { expireToken, grantOf, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { accessToken, createRenewer, settingsOrThrow } from './index.ts';
import { announce } from './transitions/announce.ts';

const database = useDatabase();
const strict = useStrictServer();
const dayMs = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await database.asSuperuser('update grants set next_refresh_at = null');
});

async function inUse() {
  const one = await strict.connected();
  await activateConnection(one.member.ctx, one.id);
  strict.server.tokenRequests.length = 0;
  return one;
}

/** Lets the worker look whenever something is due, for so many days. */
async function liveThrough(tenantId: string, days: number): Promise<void> {
  const endAt = Date.now() + days * dayMs;
  const renewer = createRenewer();
  for (;;) {
    const { nextRefreshAt } = await grantOf(tenantId);
    if (!nextRefreshAt || nextRefreshAt.getTime() > endAt) break;
    vi.setSystemTime(nextRefreshAt);
    await renewer.renewDue();
    await renewer.settled();
  }
  vi.setSystemTime(endAt);
}

describe('who is used', () => {
  it('is renewed ahead of time for a day and a half, then rests and is exercised once in a while', async () => {
    const { tenantId } = await inUse();
    await liveThrough(tenantId, 1);
    const onTheFirstDay = strict.server.tokenRequests.length;
    expect(onTheFirstDay).toBeGreaterThan(24);

    await liveThrough(tenantId, 1);
    strict.server.tokenRequests.length = 0;
    await liveThrough(tenantId, 70);
    expect(strict.server.tokenRequests.length).toBeGreaterThanOrEqual(10);
    expect(strict.server.tokenRequests.length).toBeLessThanOrEqual(21);
  });

  it('is whoever takes a token to send: at rest it gets one on demand, and is renewed ahead again', async () => {
    const { id, tenantId } = await inUse();
    await liveThrough(tenantId, 30);
    const { lastUsedAt } = await grantOf(tenantId);

    expect((await accessToken(tenantId, id)).kind).toBe('token');

    const grant = await grantOf(tenantId);
    expect(grant.lastUsedAt?.getTime()).toBeGreaterThan((lastUsedAt?.getTime() ?? 0) + 29 * dayMs);
    expect(grant.nextRefreshAt?.getTime()).toBeLessThan(Date.now() + 3_600_000);
  });

  it('is noted once an hour, and not by the worker', async () => {
    const { id, tenantId } = await inUse();
    const noted = async () => (await grantOf(tenantId)).lastUsedAt?.getTime();
    const first = await noted();
    vi.setSystemTime(Date.now() + 1_200_000);
    await accessToken(tenantId, id);
    expect(await noted()).toBe(first);
    vi.setSystemTime(Date.now() + 3_600_000);
    await accessToken(tenantId, id, { obtainedAfter: new Date(), isAhead: true });
    expect(await noted()).toBe(first);
    await accessToken(tenantId, id);
    expect(await noted()).toBe(Date.now());
  });
});

it('is noted for good: a look of the worker that was overtaken by it does not take it back', async () => {
  const { id, tenantId } = await inUse();
  const asRead = { ...(await grantOf(tenantId)), lastUsedAt: new Date(0) };
  await inTenant(tenantId, async (tx) => {
    const { connection } = await settingsOrThrow(tx, tenantId, id);
    expect(await announce(tx, asRead, connection, { refreshToken: null, isUse: false })).not.toBeNull();
  });
  expect((await grantOf(tenantId)).lastUsedAt?.getTime()).toBe(Date.now());
});

describe('a token of another resource', () => {
  it('comes from the same grant, beside the one that mail is sent with', async () => {
    const { id, tenantId } = await inUse();
    const before = await grantOf(tenantId);
    strict.server.settings.scopes = ['https://outlook.office.com/SMTP.Send'];
    const use = await accessToken(tenantId, id, { resource: 'outlook' });
    const again = await accessToken(tenantId, id, { resource: 'outlook' });
    const ofMail = await accessToken(tenantId, id);

    if (use.kind !== 'token' || again.kind !== 'token' || ofMail.kind !== 'token') throw new Error('no token');
    expect(again.token.reveal()).toBe(use.token.reveal());
    expect(ofMail.token.reveal()).not.toBe(use.token.reveal());
    expect(strict.server.tokenRequests).toHaveLength(1);
    const grant = await grantOf(tenantId);
    expect(grant).toMatchObject({ generation: 2, scopes: before.scopes, nextRefreshAt: before.nextRefreshAt });
    const stored = await inTenant(tenantId, (tx) => tx.accessToken.findMany({ orderBy: { resource: 'asc' } }));
    expect(stored.map(({ resource }) => resource)).toEqual(['graph', 'outlook']);
  });

  it('that is refused says nothing about the mail', async () => {
    const { member, id, tenantId } = await inUse();
    strict.server.intervene(async (_request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'invalid_grant', error_codes: [65001], suberror: 'consent_required' }));
      return 'handled';
    });
    expect((await accessToken(tenantId, id, { resource: 'outlook' })).kind).toBe('problem');
    expect(await getConnection(member.ctx, id)).toMatchObject({ problem: null, grant: { stoppedAt: null } });

    strict.server.intervene(undefined);
    await expireToken(tenantId);
    expect((await accessToken(tenantId, id)).kind).toBe('token');
  });

  it('is not asked for with the one retry that is left after a lost answer', async () => {
    const { id, tenantId } = await inUse();
    await expireToken(tenantId);
    await inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { presentations: 1 } }));
    expect((await accessToken(tenantId, id, { resource: 'outlook' })).kind).toBe('problem');
    expect(strict.server.tokenRequests).toHaveLength(0);
    expect((await grantOf(tenantId)).stoppedAt).toBeNull();
    expect((await accessToken(tenantId, id)).kind).toBe('token');
  });

  it('is never one the provider does not have', async () => {
    const { id, tenantId } = await inUse();
    await expect(accessToken(tenantId, id, { resource: 'calendar' })).rejects.toThrow('no resource called calendar');
  });
});
