import { expect, it } from 'vitest';
import { listAudit, recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { aTenant, type TestTenant } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';

const database = useDatabase();

async function anEntry(tenant: TestTenant, action: string) {
  const { ctx } = tenant.admin;
  const details = { from: 'a', to: null, scopes: ['x'] };
  await inTenant(tenant.id, (tx) =>
    recordAudit(tx, ctx, { action, targetKind: 'x', targetId: 'x-1', targetName: 'The X', details }),
  );
}

it('keeps actor, action, target, address and time', async () => {
  const tenant = await aTenant();
  const before = Date.now();
  await anEntry(tenant, 'x.made');

  const [event] = (await listAudit(tenant.admin.ctx)).events;

  expect(event).toMatchObject({
    actor: { kind: 'user', id: tenant.admin.userId, name: 'The admin' },
    action: 'x.made',
    target: { kind: 'x', id: 'x-1' },
    targetName: 'The X',
    ip: '203.0.113.7',
    details: { from: 'a', to: null, scopes: ['x'] },
  });
  expect(Math.abs(Date.parse(event?.at ?? '') - before)).toBeLessThan(60_000);
});

it('pages from the newest to the oldest without a gap or a repeat', async () => {
  const tenant = await aTenant();
  for (let round = 0; round < 7; round++) await anEntry(tenant, `act.${round}`);

  const seen: string[] = [];
  let before: string | undefined;
  do {
    const page = await listAudit(tenant.admin.ctx, { limit: 3, ...(before ? { before } : {}) });
    seen.push(...page.events.map((event) => event.action));
    before = page.next ?? undefined;
  } while (before);

  expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((round) => `act.${round}`));
});

it('is gone when the act it tells of is rolled back', async () => {
  const tenant = await aTenant();
  const act = inTenant(tenant.id, async (tx) => {
    await recordAudit(tx, tenant.admin.ctx, { action: 'never.happened', targetKind: 'x', targetId: 'y' });
    throw new Error('the act failed');
  });
  await expect(act).rejects.toThrow('the act failed');
  expect((await listAudit(tenant.admin.ctx)).events).toEqual([]);
});

it('is read by those who may, of their own tenant', async () => {
  const tenant = await aTenant();
  const stranger = await aTenant();
  await anEntry(tenant, 'x.made');

  expect((await listAudit(stranger.admin.ctx)).events).toEqual([]);
  await expect(listAudit(tenant.analyst.ctx)).rejects.toMatchObject({ code: 'forbidden' });
  // An entry of another tenant cannot even be written: the row check refuses it.
  const forged = inTenant(stranger.id, (tx) =>
    recordAudit(tx, tenant.admin.ctx, { action: 'forged', targetKind: 'x', targetId: 'y' }),
  );
  await expect(forged).rejects.toThrow();
  expect((await listAudit(tenant.admin.ctx)).events.map((event) => event.action)).toEqual(['x.made']);
});

it.each(["update audit_events set action = 'x'", 'delete from audit_events', 'truncate audit_events'])(
  'refuses "%s", to every role and to the owner',
  async (statement) => {
    const tenant = await aTenant();
    await anEntry(tenant, 'x.made');
    // The owner is stopped by row-level security before the trigger is reached; the superuser reaches the trigger.
    for (const role of ['mailgrant_app', 'mailgrant_system', null]) {
      const client = await database.superuserSession();
      if (role) await client.query(`set role ${role}`);
      await expect(client.query(statement)).rejects.toThrow(/append-only|permission denied/);
    }
    expect((await listAudit(tenant.admin.ctx)).events).toHaveLength(1);
  },
);

it('would be changed by the superuser without the trigger: the check above can fail', async () => {
  const tenant = await aTenant();
  await anEntry(tenant, 'x.made');
  const client = await database.superuserSession();
  await client.query('begin');
  await client.query('drop trigger append_only on audit_events');
  expect((await client.query("update audit_events set action = 'x'")).rowCount).toBeGreaterThan(0);
  await client.query('rollback');
  expect((await listAudit(tenant.admin.ctx)).events[0]?.action).toBe('x.made');
});
