import { expect, it } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { type Connected, grantOf, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { accessToken } from '#lib/tokens/index.ts';
import { connect, disconnect, finishConsent, getConnection, getGrantLife, refreshNow } from './index.ts';

useDatabase();
const strict = useStrictServer();

const chainOf = async ({ member, id }: Connected) => (await getGrantLife(member.ctx, id)).chain;
const grantViewOf = async ({ member, id }: Connected) => (await getConnection(member.ctx, id)).grant;

async function consentAgain({ member, id }: Connected): Promise<void> {
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const url = strict.server.consent(authorizeUrl ?? '', mailbox);
  await finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });
}

/** As if this server had rotated so often. */
async function rotate({ tenantId, id: connectionId }: Connected, from: number, to: number): Promise<void> {
  await inTenant(tenantId, async (tx) => {
    await tx.grantEvent.createMany({
      data: Array.from({ length: to - from + 1 }, (_, step) => ({
        tenantId,
        connectionId,
        kind: 'rotated' as const,
        resource: 'graph',
        generation: from + step,
      })),
    });
    await tx.grant.updateMany({ data: { generation: to } });
  });
}

it('is the consent, and each token that took the place of the one before', async () => {
  const connected = await strict.connected();
  await refreshNow(connected.member.ctx, connected.id);
  const [second, first, ...others] = await chainOf(connected);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ generation: 1, by: 'consent', consentedBy: expect.any(String), timesKept: 0 });
  expect(second).toMatchObject({ generation: 2, by: 'rotation', consentedBy: null, replacedAt: null });
  expect(first?.replacedAt).toBe(second?.receivedAt);
});

it('counts the renewals that left a token in force, and those that failed with it', async () => {
  strict.server.settings.rotates = false;
  const connected = await strict.connected();
  const { member, id } = connected;
  await refreshNow(member.ctx, id);
  await refreshNow(member.ctx, id);
  strict.server.intervene(async (_request, response) => {
    response.writeHead(503).end();
    return 'handled';
  });
  await refreshNow(member.ctx, id);
  const chain = await chainOf(connected);
  expect(chain).toMatchObject([{ generation: 1, timesKept: 2, keptAt: expect.any(String), failures: 1 }]);
});

it('goes on over a reconnect, and begins anew after disconnecting', async () => {
  const connected = await strict.connected();
  await refreshNow(connected.member.ctx, connected.id);
  await consentAgain(connected);
  const counted = (await chainOf(connected)).map(({ generation, by }) => [generation, by]);
  expect(counted).toEqual([
    [3, 'consent'],
    [2, 'rotation'],
    [1, 'consent'],
  ]);

  await disconnect(connected.member.ctx, connected.id);
  expect(await chainOf(connected)).toEqual([]);
  const { tenantId, id: connectionId } = connected;
  await inTenant(tenantId, async (tx) => {
    await tx.grant.create({ data: { tenantId, connectionId, generation: 1, refreshToken: 'v1.sealed' } });
    const consent = { tenantId, connectionId, kind: 'consented' as const, resource: 'graph', generation: 1 };
    await tx.grantEvent.create({ data: consent });
  });
  expect(await chainOf(connected)).toMatchObject([{ generation: 1, by: 'consent', consentedBy: null }]);
});

it('tells the newest one by one, and of those before what was consented to', async () => {
  const connected = await strict.connected();
  await rotate(connected, 2, 400);
  const chain = await chainOf(connected);
  expect(chain.map(({ generation }) => generation)).toEqual([400, 399, 398, 397, 396, 1]);
});

it('shows a request that nobody has answered, and how often the token may still be shown', async () => {
  const connected = await strict.connected();
  const { member, id } = connected;
  expect(await grantViewOf(connected)).toMatchObject({ request: null });
  strict.server.intervene(async (_request, response) => {
    response.socket?.destroy();
    return 'handled';
  });
  const asked = refreshNow(member.ctx, id);
  await expect.poll(async () => (await grantOf(connected.tenantId)).failures).toBe(1);
  expect(await grantViewOf(connected)).toMatchObject({ request: { kind: 'unanswered', triesLeft: 1 } });
  strict.server.intervene(undefined);
  await inTenant(connected.tenantId, (tx) => tx.grant.updateMany({ data: { leaseUntil: new Date(0) } }));
  await asked;
  expect(await grantViewOf(connected)).toMatchObject({ request: null });
});

it('foresees the last day, and who has the next token fetched', async () => {
  const connected = await strict.connected();
  const { member, id, tenantId } = connected;
  expect(await grantViewOf(connected)).toMatchObject({ lastDay: { rule: 'unused' }, renewal: 'on_demand' });

  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
  const set = (data: object) => inTenant(tenantId, (tx) => tx.grant.updateMany({ data }));
  await inTenant(tenantId, (tx) =>
    tx.connection.updateMany({ where: { id }, data: { stage: 'active', clientSecretExpiresAt: inDays(12) } }),
  );
  await set({ nextRefreshAt: new Date(Date.now() + 60_000) });
  expect(await grantViewOf(connected)).toMatchObject({ lastDay: { rule: 'secret' }, renewal: 'ahead' });
  await set({ nextRefreshAt: inDays(3), refreshTokenExpiresAt: inDays(7) });
  expect(await grantViewOf(connected)).toMatchObject({ lastDay: { rule: 'named' }, renewal: 'on_demand' });
  const failed = { nextRefreshAt: inDays(1), failures: 2 };
  await set({ ...failed, lastUsedAt: new Date() });
  expect(await grantViewOf(connected)).toMatchObject({ renewal: 'ahead' });
  await set({ ...failed, lastUsedAt: inDays(-2) });
  expect(await grantViewOf(connected)).toMatchObject({ renewal: 'on_demand' });
  await set({ stoppedAt: new Date() });
  expect((await getConnection(member.ctx, id)).grant).toMatchObject({ lastDay: null, renewal: 'none' });
});

it('lists the access token of each resource that the one grant was asked for', async () => {
  const connected = await strict.connected();
  strict.server.settings.scopes = ['https://outlook.office.com/SMTP.Send'];
  await accessToken(connected.tenantId, connected.id, { resource: 'outlook' });
  const grant = await grantViewOf(connected);
  expect(grant?.accessTokens.map(({ resource }) => resource)).toEqual(['graph', 'outlook']);
});
