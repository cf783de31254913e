import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { aTenant, type TestTenant } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { everythingStored } from '#lib/testing/everything-stored.ts';
import { isVerified, startReceiver } from '#lib/testing/webhook-receiver.ts';
import {
  announceEvent,
  changeWebhook,
  createDeliverer,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listDeliveries,
  listWebhooks,
  purgeDeliveries,
  replaceWebhookSecret,
  testWebhook,
} from './index.ts';

const database = useDatabase();
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let tenant: TestTenant;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());
beforeEach(async () => {
  tenant = await aTenant();
  await database.asSuperuser('delete from webhook_deliveries');
  receiver.received.length = 0;
  receiver.settings.answer = undefined;
});
afterEach(() => {
  vi.useRealTimers();
});

const admin = () => tenant.admin.ctx;
const aWebhook = (change: object = {}) => createWebhook(admin(), { url: receiver.url, ...change });
const aboutId = '00000000-0000-4000-8000-000000000001';

function announce(event: 'secret.expiring' | 'connection.recovered' = 'secret.expiring', tenantId = tenant.id) {
  const data = { tenant: 'a-tenant', daysLeft: 7 };
  return inTenant(tenantId, (tx) => announceEvent(tx, tenantId, { event, aboutId, at: new Date(), data }));
}

/** Delivers what is due by this clock. */
async function deliver(): Promise<void> {
  const { deliverDue, settled } = createDeliverer();
  await deliverDue();
  await settled();
}

function pretend(at: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: at });
}

describe('a delivery', () => {
  it('arrives once, signed as Standard Webhooks says, with what was announced', async () => {
    const { webhook, secret } = await aWebhook();
    await announce();
    await deliver();
    await deliver();
    expect(receiver.received).toHaveLength(1);
    const [told] = receiver.received;
    if (!told) throw new Error('Nothing arrived.');
    expect(isVerified(secret, told)).toBe(true);
    expect(JSON.parse(told.body)).toEqual({
      type: 'secret.expiring',
      timestamp: expect.any(String),
      data: { tenant: 'a-tenant', daysLeft: 7 },
    });
    const [shown] = await listDeliveries(admin(), webhook.id);
    expect(shown).toMatchObject({
      id: told.headers['webhook-id'],
      status: 'delivered',
      attempts: 1,
      responseStatus: 204,
    });
    // Controls: another body, another id, another time, another secret.
    expect(isVerified(secret, { ...told, body: `${told.body} ` })).toBe(false);
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      expect(isVerified(secret, { ...told, headers: { ...told.headers, [name]: '1' } })).toBe(false);
    }
    expect(isVerified((await aWebhook()).secret, told)).toBe(false);
    expect(isVerified(secret, told, new Date(Date.now() + 600_000))).toBe(false);
  });

  it('is signed by the new secret and, for a day, by the one before', async () => {
    const { webhook, secret: before } = await aWebhook();
    const { secret: after, webhook: changing } = await replaceWebhookSecret(admin(), webhook.id);
    expect(changing.oldSecretUntil).not.toBeNull();
    await announce();
    await deliver();
    const [told] = receiver.received;
    expect(told && [before, after].map((secret) => isVerified(secret, told))).toEqual([true, true]);
    pretend(Date.now() + 25 * 3_600_000);
    await announce();
    await deliver();
    const later = receiver.received[1];
    expect(later && [before, after].map((secret) => isVerified(secret, later))).toEqual([false, true]);
    expect((await getWebhook(admin(), webhook.id)).oldSecretUntil).toBeNull();
  });

  it('goes to those that want to know, of this tenant, that are switched on', async () => {
    const wanted = await aWebhook({ events: ['secret.expiring'] });
    const other = await aWebhook({ events: ['connection.recovered'] });
    const off = await aWebhook();
    await changeWebhook(admin(), off.webhook.id, { isEnabled: false });
    await announce();
    await announce('secret.expiring', (await aTenant()).id);
    await deliver();
    expect(receiver.received.map((told) => isVerified(wanted.secret, told))).toEqual([true]);
    expect(await listDeliveries(admin(), other.webhook.id)).toEqual([]);
  });

  it('is tried again over a day under the same id, then given up and shown', async () => {
    const { webhook, secret } = await aWebhook();
    receiver.settings.answer = (response) => void response.writeHead(500).end();
    await announce();
    const began = Date.now();
    const pauses: { most: number; least: number }[] = [];
    for (let tries = 1; ; tries += 1) {
      const before = Date.now();
      await deliver();
      const after = Date.now();
      // Not before its time.
      await deliver();
      expect(receiver.received).toHaveLength(tries);
      const [shown] = await listDeliveries(admin(), webhook.id);
      const last = receiver.received.at(-1);
      expect(last && isVerified(secret, last, new Date())).toBe(true);
      if (!shown?.nextAttemptAt) break;
      const nextAt = Date.parse(shown.nextAttemptAt);
      pauses.push({ most: nextAt - before, least: nextAt - after });
      pretend(Date.parse(shown.nextAttemptAt));
    }
    const usual = [5, 30, 120, 600, 3_600, 21_600, 61_200].map((seconds) => seconds * 1_000);
    expect(pauses).toHaveLength(usual.length);
    for (const [index, pause] of pauses.entries()) {
      expect(pause.most / (usual[index] ?? 0)).toBeGreaterThan(0.85);
      expect(pause.least / (usual[index] ?? 0)).toBeLessThan(1.11);
    }
    expect(Math.abs(Date.now() - began - 86_400_000)).toBeLessThan(3 * 3_600_000);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await listDeliveries(admin(), webhook.id)).toMatchObject([
      {
        status: 'failed',
        attempts: 8,
        nextAttemptAt: null,
        responseStatus: 500,
        problem: expect.stringContaining('500'),
      },
    ]);
  });

  it('waits as long as its receiver asks', async () => {
    const { webhook } = await aWebhook();
    receiver.settings.answer = (response) => void response.writeHead(503, { 'retry-after': '600' }).end();
    await announce();
    await deliver();
    const [shown] = await listDeliveries(admin(), webhook.id);
    expect(Date.parse(shown?.nextAttemptAt ?? '') - Date.now()).toBeGreaterThan(590_000);
  });

  it('is dropped when its webhook was switched off meanwhile, and gone when that was deleted', async () => {
    const { webhook } = await aWebhook();
    await announce();
    await changeWebhook(admin(), webhook.id, { isEnabled: false });
    await deliver();
    expect(await listDeliveries(admin(), webhook.id)).toMatchObject([{ status: 'dropped', attempts: 0 }]);
    await deleteWebhook(admin(), webhook.id);
    expect(await listWebhooks(admin())).toEqual([]);
    expect(receiver.received).toEqual([]);
  });

  it('is sent by one of many workers that see it at once', async () => {
    await aWebhook();
    await announce();
    await Promise.all(Array.from({ length: 8 }, deliver));
    expect(receiver.received).toHaveLength(1);
    // Control: once it is due again, whoever comes sends it again.
    await database.asSuperuser(`update webhook_deliveries set status = 'waiting', next_attempt_at = now()`);
    await deliver();
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toHaveLength(2);
  });

  it('is taken up again, under the same id, when whoever sent it died before writing it down', async () => {
    const { webhook } = await aWebhook();
    await announce();
    const dead = `update webhook_deliveries set attempts = 1, next_attempt_at = now() + interval '30 s' where tenant_id = $1`;
    await database.asSuperuser(dead, [tenant.id]);
    await deliver();
    expect(receiver.received).toHaveLength(0);
    pretend(Date.now() + 31_000);
    await deliver();
    expect(await listDeliveries(admin(), webhook.id)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  it('that cannot be signed is put off like one that did not arrive, and keeps no other', async () => {
    const { webhook: broken } = await aWebhook();
    const { webhook } = await aWebhook();
    await database.asSuperuser(`update webhooks set secret = 'nothing that opens' where id = $1`, [broken.id]);
    await announce();
    await deliver();
    await deliver();
    expect(await listDeliveries(admin(), broken.id)).toMatchObject([
      { status: 'waiting', attempts: 1, problem: expect.stringContaining('log') },
    ]);
    expect(await listDeliveries(admin(), webhook.id)).toMatchObject([{ status: 'delivered' }]);
  });

  it('is forgotten after thirty days, and not before', async () => {
    const { webhook } = await aWebhook();
    await announce();
    await announce();
    await database.asSuperuser(
      `update webhook_deliveries set at = now() - interval '31 days'
        where id = (select id from webhook_deliveries where tenant_id = $1 limit 1)`,
      [tenant.id],
    );
    await purgeDeliveries();
    expect(await listDeliveries(admin(), webhook.id)).toHaveLength(1);
  });
});

describe('an address', () => {
  it('that does not answer holds up nobody else’s, and one that hangs is left after ten seconds', {
    timeout: 30_000,
  }, async () => {
    const { webhook: silent } = await aWebhook({ url: `${receiver.url}?silent` });
    const silentTenant = tenant;
    await announce();
    let hanging = 0;
    receiver.settings.answer = () => {
      hanging += 1;
    };
    const { deliverDue, settled } = createDeliverer(2);
    await deliverDue();
    await vi.waitFor(() => expect(hanging).toBe(1));
    receiver.settings.answer = undefined;
    tenant = await aTenant();
    const { webhook } = await aWebhook();
    await announce();
    await deliverDue();
    await vi.waitFor(async () =>
      expect(await listDeliveries(admin(), webhook.id)).toMatchObject([{ status: 'delivered' }]),
    );
    expect(await listDeliveries(silentTenant.admin.ctx, silent.id)).toMatchObject([{ status: 'waiting', attempts: 1 }]);
    await settled();
    expect(await listDeliveries(silentTenant.admin.ctx, silent.id)).toMatchObject([
      { status: 'waiting', problem: expect.stringContaining('ten seconds') },
    ]);
  });

  it('of one tenant takes no more than its share of the places', async () => {
    for (let count = 0; count < 6; count += 1) await aWebhook();
    await announce();
    const answering: (() => void)[] = [];
    receiver.settings.answer = (response) => void answering.push(() => response.writeHead(204).end());
    const { deliverDue, settled } = createDeliverer();
    await deliverDue();
    await deliverDue();
    await vi.waitFor(() => expect(answering.length).toBe(3));
    for (const answer of answering) answer();
    await settled();
    expect(receiver.received).toHaveLength(3);
  });

  it('is not followed elsewhere', async () => {
    const { webhook } = await aWebhook();
    receiver.settings.answer = (response) =>
      void response.writeHead(307, { location: `${receiver.url}/elsewhere` }).end();
    await announce();
    await deliver();
    expect(receiver.received).toHaveLength(1);
    expect(await listDeliveries(admin(), webhook.id)).toMatchObject([
      { status: 'waiting', responseStatus: 307, problem: expect.stringContaining('redirect') },
    ]);
  });

  it.each([
    'https://127.0.0.1/told',
    'https://10.0.0.8/told',
    'https://169.254.169.254/latest',
    'https://[::1]/told',
    'http://ops.contoso.com/told',
  ])('inside, or without TLS, is refused by name: %s', async (url) => {
    await expect(aWebhook({ url })).rejects.toMatchObject({ code: 'invalid_input', fields: [{ path: 'url' }] });
    const { webhook } = await aWebhook();
    await expect(changeWebhook(admin(), webhook.id, { url })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('whose name leads inside is judged when it is called', async () => {
    const { webhook } = await aWebhook({ url: 'https://localhost:9/told' });
    expect(await testWebhook(admin(), webhook.id)).toMatchObject({
      event: 'webhook.test',
      status: 'failed',
      attempts: 1,
      nextAttemptAt: null,
      responseStatus: null,
      problem: expect.stringContaining('localhost'),
    });
  });
});

it('may have no name, and lose the one it had', async () => {
  const { webhook } = await aWebhook({ name: '' });
  expect(webhook.name).toBe('');
  expect(await changeWebhook(admin(), webhook.id, { name: 'Ops' })).toMatchObject({ name: 'Ops' });
  expect(await changeWebhook(admin(), webhook.id, { name: '' })).toMatchObject({ name: '' });
});

it('is changed as the audit tells, by its new values and of its address the host; what changes nothing is no entry', async () => {
  const { webhook } = await aWebhook({ name: 'Ops' });
  const url = `${receiver.url}/path-for-the-receiver`;
  await changeWebhook(admin(), webhook.id, { name: 'Ops 2', url, isEnabled: true });
  await changeWebhook(admin(), webhook.id, {});
  await changeWebhook(admin(), webhook.id, { isEnabled: true, events: webhook.events });
  await changeWebhook(admin(), webhook.id, { isEnabled: false });
  const audited = `select details from audit_events where tenant_id = $1 and action = 'webhook.changed' order by id`;
  expect(await database.asSuperuser(audited, [tenant.id])).toEqual([
    { details: { name: 'Ops 2', url: `localhost:${receiver.port}` } },
    { details: { isEnabled: false } },
  ]);
});

it('is tested at once, even while it is off, and takes a try', async () => {
  const { webhook, secret } = await aWebhook();
  await changeWebhook(admin(), webhook.id, { isEnabled: false });
  expect(await testWebhook(admin(), webhook.id)).toMatchObject({ status: 'delivered', responseStatus: 204 });
  const [told] = receiver.received;
  expect(told && isVerified(secret, told)).toBe(true);
  const [row] = await database.asSuperuser<{ n: number }>('select count(*)::int as n from tries where tenant_id = $1', [
    tenant.id,
  ]);
  expect(row?.n).toBe(1);
});

it('that is deleted while its test is under way is not there, whatever the receiver answered', async () => {
  const { webhook } = await aWebhook();
  receiver.settings.answer = async (response) => {
    await deleteWebhook(admin(), webhook.id);
    response.writeHead(204).end();
  };
  await expect(testWebhook(admin(), webhook.id)).rejects.toMatchObject({ code: 'not_found' });
});

it('are ten at most, also when they are made at once', async () => {
  for (let count = 0; count < 8; count += 1) await aWebhook();
  const made = await Promise.allSettled(Array.from({ length: 5 }, () => aWebhook()));
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
});

it('are for administrators, and of their own tenant', async () => {
  const { webhook } = await aWebhook();
  const stranger = (await aTenant()).admin.ctx;
  for (const { ctx } of [tenant.analyst, tenant.viewer]) {
    await expect(listWebhooks(ctx)).rejects.toMatchObject({ code: 'forbidden' });
  }
  for (const act of [getWebhook, deleteWebhook, replaceWebhookSecret, listDeliveries, testWebhook]) {
    await expect(act(stranger, webhook.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(act(tenant.viewer.ctx, webhook.id)).rejects.toMatchObject({ code: 'forbidden' });
  }
  await expect(changeWebhook(stranger, webhook.id, { name: 'mine' })).rejects.toMatchObject({ code: 'not_found' });
});

it('stores no secret but sealed, and tells what was done by the host alone', async () => {
  const { webhook, secret } = await aWebhook({ url: `${receiver.url}/path-for-the-receiver`, name: 'Ops' });
  const { secret: second } = await replaceWebhookSecret(admin(), webhook.id);
  await announce();
  await deliver();
  const text = await everythingStored(database);
  for (const each of [secret, second]) expect(text).not.toContain(each.slice('whsec_'.length));
  const audited = await database.asSuperuser<{ action: string; target_name: string }>(
    `select action, target_name from audit_events where tenant_id = $1 and action like 'webhook.%' order by id`,
    [tenant.id],
  );
  const target_name = `Ops · localhost:${receiver.port}`;
  expect(audited).toEqual([
    { action: 'webhook.created', target_name },
    { action: 'webhook.secret_replaced', target_name },
  ]);
});
