import { expect, it } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { type Connected, useStrictServer } from '#lib/testing/connected.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { createConnection, disconnect, getConnection, getGrantLife, refreshNow, replaceSecret } from './index.ts';

useDatabase();
const strict = useStrictServer();

type Kind = 'consented' | 'issued' | 'rotated' | 'refused' | 'failed';
const minuteMs = 60_000;

/** A history of its own: the connection was disconnected before, which ends what the consent had begun. */
async function withHistory(events: [kind: Kind, minutesAgo: number, resource?: string | null][]): Promise<Connected> {
  const connected = await strict.connected();
  const { tenantId, id: connectionId } = connected;
  await inTenant(tenantId, async (tx) => {
    await tx.grantEvent.create({ data: { tenantId, connectionId, kind: 'disconnected' } });
    await tx.grantEvent.createMany({
      data: events.map(([kind, minutesAgo, resource = 'graph']) => ({
        tenantId,
        connectionId,
        kind,
        resource,
        at: new Date(Date.now() - minutesAgo * minuteMs),
      })),
    });
  });
  return connected;
}

const lifeOf = ({ member, id }: Connected) => getGrantLife(member.ctx, id);
const minutesAgo = (at: string | null | undefined) => Math.round((Date.now() - Date.parse(at ?? '')) / minuteMs);

it('begins with a consent and tells every renewal', async () => {
  const connected = await strict.connected();
  expect(await lifeOf(connected)).toMatchObject({ renewals: 0, renewedAt: [], failedAt: [], failingSince: null });

  await refreshNow(connected.member.ctx, connected.id);

  const life = await lifeOf(connected);
  const { grant } = await getConnection(connected.member.ctx, connected.id);
  expect(life).toMatchObject({ renewals: 1, failedAt: [], failingSince: null });
  expect(life.renewedAt).toHaveLength(1);
  expect(Math.abs(Date.parse(life.beganAt ?? '') - Date.parse(grant?.consentedAt ?? ''))).toBeLessThan(5_000);
  expect(grant).toMatchObject({ stoppedAt: null, refreshTokenIdleDays: 90 });
});

it('begins anew with a new consent: what was before is another life', async () => {
  const life = await lifeOf(
    await withHistory([
      ['consented', 500],
      ['rotated', 400],
      ['failed', 300],
      ['consented', 200],
      ['rotated', 100],
    ]),
  );
  expect(minutesAgo(life.beganAt)).toBe(200);
  expect(life).toMatchObject({ renewals: 1, failedAt: [], failingSince: null });
});

it('begins with the first token where nobody consents', async () => {
  const life = await lifeOf(
    await withHistory([
      ['refused', 90],
      ['issued', 60],
      ['issued', 30],
      ['issued', 5],
    ]),
  );
  expect(minutesAgo(life.beganAt)).toBe(60);
  expect(life).toMatchObject({ renewals: 2, failedAt: [] });
});

it('tells since when it fails, which a renewal ends', async () => {
  const events: [Kind, number][] = [
    ['consented', 900],
    ['failed', 800],
    ['rotated', 700],
    ['failed', 60],
    ['failed', 30],
  ];
  const life = await lifeOf(await withHistory(events));
  expect(life.failedAt.map(minutesAgo)).toEqual([800, 60, 30]);
  expect(minutesAgo(life.failingSince)).toBe(60);

  expect(await lifeOf(await withHistory([...events, ['rotated', 1]]))).toMatchObject({ failingSince: null });
});

it('takes a secret that was only tried for none of the grant’s: what is in use goes on', async () => {
  const connected = await strict.connected();
  const { member, id } = connected;
  await refreshNow(member.ctx, id);
  strict.server.intervene(async (_request, response) => {
    const refusal = { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' };
    response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(refusal));
    return 'handled';
  });
  const trial = replaceSecret(member.ctx, id, { clientSecret: 'a wrong one', clientSecretExpiresAt: null });
  await expect(trial).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await lifeOf(connected)).toMatchObject({ renewals: 1, failedAt: [], failingSince: null });
  // Control: the one in use is a failure.
  await refreshNow(member.ctx, id);
  expect(await lifeOf(connected)).toMatchObject({ failedAt: [expect.any(String)], failingSince: expect.any(String) });
});

it('takes a refusal at the consent screen for none of the grant’s', async () => {
  const life = await lifeOf(
    await withHistory([
      ['consented', 900],
      ['refused', 60, null],
    ]),
  );
  expect(life).toMatchObject({ failedAt: [], failingSince: null });
});

it('counts thousands of renewals and tells a few hundred, to the first and the last day', async () => {
  const yearMinutes = 365 * 24 * 60;
  const renewals = Array.from({ length: 7_000 }, (_, turn): [Kind, number] => ['rotated', yearMinutes - 1 - turn * 75]);
  const connected = await withHistory([['consented', yearMinutes], ...renewals]);

  const life = await lifeOf(connected);

  expect(life.renewals).toBe(7_000);
  expect(life.renewedAt.length).toBeGreaterThan(100);
  expect(life.renewedAt.length).toBeLessThanOrEqual(241);
  expect(minutesAgo(life.renewedAt[0])).toBe(yearMinutes - 1);
  expect(minutesAgo(life.renewedAt.at(-1))).toBeLessThan(3 * 24 * 60);
});

it('is over with the grant', async () => {
  const connected = await withHistory([
    ['consented', 900],
    ['rotated', 60],
  ]);
  await disconnect(connected.member.ctx, connected.id);
  expect(await lifeOf(connected)).toEqual({
    beganAt: null,
    renewals: 0,
    renewedAt: [],
    failedAt: [],
    failingSince: null,
    chain: [],
  });
});

it('is nobody else’s to see', async () => {
  const { id } = await strict.connected();
  const stranger = await anAdmin();
  await createConnection(stranger.ctx, connectionInput());
  await expect(getGrantLife(stranger.ctx, id)).rejects.toMatchObject({ code: 'not_found' });
});
