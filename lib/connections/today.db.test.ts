import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { type Connected, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { createConnection, disconnect, getToday, listEvents, refreshNow, sendTestEmail } from './index.ts';

const database = useDatabase();
const strict = useStrictServer();

/** Takes a mail, refuses it, or is silent about it. */
let graph: Server;
let apiUrl: string;
let answer: 'accepted' | 'refused' | 'unknown' = 'accepted';
beforeAll(async () => {
  graph = createServer((request, response) => {
    request.resume().on('end', () => {
      if (answer === 'unknown') request.socket.destroy();
      else response.writeHead(answer === 'accepted' ? 202 : 400, { 'content-type': 'application/json' });
      response.end(answer === 'refused' ? '{"error":{"code":"ErrorInvalidRecipients","message":"No such."}}' : '');
    });
  });
  await new Promise<void>((ready) => graph.listen(0, '127.0.0.1', ready));
  const { port } = graph.address() as AddressInfo;
  apiUrl = `http://127.0.0.1:${port}`;
  allowEgress('127.0.0.1', port);
});
afterAll(() => {
  graph.closeAllConnections();
  graph.close();
});
afterEach(() => {
  vi.useRealTimers();
  answer = 'accepted';
});

type Kind = 'consented' | 'issued' | 'refreshed' | 'rotated' | 'refused' | 'failed' | 'disconnected' | 'test_accepted';

/** Events at these instants, in this order, after all that its consent had brought. */
async function withEvents(events: [kind: Kind, at: string, more?: object][]): Promise<Connected> {
  const connected = await strict.connected();
  const { tenantId, id: connectionId } = connected;
  await inTenant(tenantId, (tx) =>
    tx.grantEvent.createMany({
      data: events.map(([kind, at, more]) => ({
        tenantId,
        connectionId,
        kind,
        resource: 'graph',
        at: new Date(at),
        ...more,
      })),
    }),
  );
  return connected;
}

/** As counted at this moment. */
function todayAt(now: string, { member, id }: Connected, timeZone = 'UTC') {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
  return getToday(member.ctx, id, timeZone);
}

/** With all that has happened until now brought to one hour: midnight may pass while the test runs. */
async function todayAtNoon(connected: Connected, timeZone = 'UTC') {
  const sql = `update grant_events set at = '2026-06-15T11:00:00Z' where connection_id = $1`;
  await database.asSuperuser(sql, [connected.id]);
  const today = await todayAt('2026-06-15T12:00:00Z', connected, timeZone);
  vi.useRealTimers();
  return today;
}

describe('the day', () => {
  const now = '2026-06-15T14:20:00Z';
  const events = ['13T20:00', '14T13:00', '14T20:00', '15T03:00', '15T11:59', '15T13:59', '15T20:00'].map(
    (at): [Kind, string] => ['rotated', `2026-06-${at}:00Z`],
  );

  it.each([
    ['UTC', '2026-06-15T00:00:00.000Z', 4],
    ['America/New_York', '2026-06-15T04:00:00.000Z', 3],
    ['Asia/Kolkata', '2026-06-14T18:30:00.000Z', 4],
    ['Pacific/Auckland', '2026-06-15T12:00:00.000Z', 2],
  ])('is that of the person who looks: %s', async (timeZone, from, renewals) => {
    const today = await todayAt(now, await withEvents(events), timeZone);
    expect(today).toMatchObject({ timeZone, from, total: { renewals } });
    expect(today.hours).toHaveLength(24);
    expect(today.hours.reduce((sum, hour) => sum + hour.renewals, 0)).toBe(renewals);
    const late = today.hours.find(({ at }) => at === '2026-06-15T13:00:00.000Z' || at === '2026-06-15T13:30:00.000Z');
    expect(late?.renewals).toBe(1);
  });

  it.each([
    ['forward', '2026-03-08', 23, '2026-03-08T06:59:59.999Z', 1, '2026-03-09T03:59:59.999Z', 22],
    ['back', '2026-11-01', 25, '2026-11-01T06:00:00.000Z', 2, '2026-11-02T04:59:59.999Z', 24],
  ])('has as many hours as it has when clocks go %s', async (_, day, count, one, itsHour, last, lastHour) => {
    const connected = await withEvents([
      ['rotated', one],
      ['rotated', last],
      ['rotated', new Date(Date.parse(last) + 1).toISOString()],
    ]);
    const { hours, total } = await todayAt(`${day}T17:00:00Z`, connected, 'America/New_York');
    expect(hours).toHaveLength(count);
    expect(total.renewals).toBe(2);
    expect(hours.flatMap(({ renewals }, hour) => (renewals > 0 ? [hour] : []))).toEqual([itsHour, lastHour]);
  });
});

it('counts renewals and their failures, and nothing that is neither', async () => {
  const at = (minute: number) => `2026-06-15T10:${String(minute).padStart(2, '0')}:00Z`;
  const connected = await withEvents([
    ['disconnected', at(0)],
    ['issued', at(1)],
    ['issued', at(2)],
    ['refreshed', at(3)],
    ['failed', at(4)],
    ['refused', at(5)],
    // At the consent screen; with a secret that was only tried.
    ['refused', at(6), { resource: null }],
    ['refused', at(7), { reply: { protocol: 'oauth', text: 'no', isTrial: true } }],
    ['disconnected', at(8)],
    ['issued', at(9)],
    ['issued', at(10)],
    ['consented', at(11)],
    ['rotated', at(12)],
  ]);
  expect((await todayAt('2026-06-15T12:00:00Z', connected)).total).toEqual({
    testsAccepted: 0,
    testsRefused: 0,
    testsUnknown: 0,
    renewals: 4,
    renewalFailures: 2,
  });
});

it('keeps every test e-mail as a fact of its own, with who sent it, to whom, and why it did not go', async () => {
  const connected = await strict.connected();
  const { member, id, tenantId } = connected;
  const overrides = { ...strict.server.overridesFor(mailbox.tid), apiUrl };
  await inTenant(tenantId, (tx) => tx.connection.updateMany({ where: { id }, data: { overrides } }));
  for (const kind of ['accepted', 'refused', 'accepted', 'unknown'] as const) {
    answer = kind;
    expect(await sendTestEmail(member.ctx, id, `${kind}@contoso.com`)).toMatchObject({ kind });
  }
  const [unknown, accepted, refused] = await listEvents(member.ctx, id);
  const by = { kind: 'user', name: member.ctx.actor.name };
  expect(unknown).toMatchObject({ kind: 'test_unknown', to: 'unknown@contoso.com', by });
  expect(accepted).toMatchObject({ kind: 'test_accepted', to: 'accepted@contoso.com', by, problem: null, reply: null });
  expect(refused).toMatchObject({ kind: 'test_refused', to: 'refused@contoso.com', by });
  expect(refused?.problem?.class).toBe('content');
  expect(refused?.reply?.code).toBe('ErrorInvalidRecipients');

  await refreshNow(member.ctx, id);
  expect((await todayAtNoon(connected, 'Asia/Kolkata')).total).toEqual({
    testsAccepted: 2,
    testsRefused: 1,
    testsUnknown: 1,
    renewals: 1,
    renewalFailures: 0,
  });
  // What happened stays, whatever becomes of the grant.
  await disconnect(member.ctx, id);
  expect((await todayAtNoon(connected)).total.testsAccepted).toBe(2);
  expect((await listEvents(member.ctx, id))[0]).toMatchObject({ kind: 'disconnected', by });
});

it('names who consented and nobody for what happens by itself', async () => {
  const { member, id } = await strict.connected();
  await refreshNow(member.ctx, id);
  expect((await listEvents(member.ctx, id)).map(({ kind, by }) => [kind, by?.name ?? null])).toEqual([
    ['rotated', null],
    ['consented', member.ctx.actor.name],
  ]);
});

it('is nobody else’s to see', async () => {
  const { id } = await strict.connected();
  const stranger = await anAdmin();
  await createConnection(stranger.ctx, connectionInput());
  await expect(getToday(stranger.ctx, id, 'UTC')).rejects.toMatchObject({ code: 'not_found' });
});
