import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { Secret } from '#lib/crypto/index.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { inTenant } from './index.ts';
import { createDataKey, openVault } from './vault.ts';

const database = useDatabase();
const place = { table: 'grants', row: randomUUID(), column: 'refresh_token', version: 1 };
const secret = new Secret('0.AXEA-refresh-token');

async function aTenant(): Promise<string> {
  const id = randomUUID();
  await database.asSuperuser('insert into tenants (id, slug, name) values ($1, $2, $2)', [id, `t-${id}`]);
  await inTenant(id, (tx) => createDataKey(tx, id));
  return id;
}

const sealed = (tenantId: string) =>
  inTenant(tenantId, async (tx) => (await openVault(tx, tenantId)).seal(place, secret));
const opened = (tenantId: string, text: string) =>
  inTenant(tenantId, async (tx) => (await openVault(tx, tenantId)).open(place, text).reveal());

it('opens in another transaction what it sealed', async () => {
  const tenant = await aTenant();
  expect(await opened(tenant, await sealed(tenant))).toBe('0.AXEA-refresh-token');
});

it('keeps data keys wrapped: neither they nor the secret are in the database as they are', async () => {
  const tenant = await aTenant();
  const rows = await database.asSuperuser('select wrapped from data_keys where tenant_id = $1', [tenant]);
  expect(rows).toEqual([{ wrapped: expect.stringMatching(/^v1\.test\.[\w-]{16}\.[\w-]{43}\.[\w-]{22}$/) }]);
});

it('opens nothing of another tenant, even with that tenant’s own data key copied over', async () => {
  const [tenant, stranger] = [await aTenant(), await aTenant()];
  const text = await sealed(tenant);
  await expect(opened(stranger, text)).rejects.toMatchObject({ name: 'SealError', problem: 'not_authentic' });
  await database.asSuperuser(
    `update data_keys set wrapped = (select wrapped from data_keys where tenant_id = $1) where tenant_id = $2`,
    [tenant, stranger],
  );
  await expect(opened(stranger, text)).rejects.toMatchObject({ problem: 'not_authentic' });
  expect(await opened(tenant, text)).toBe('0.AXEA-refresh-token');
});

it('has nothing to open without the tenant in the transaction: row-level security holds the keys too', async () => {
  const [tenant, stranger] = [await aTenant(), await aTenant()];
  await expect(inTenant(stranger, (tx) => openVault(tx, tenant))).rejects.toThrow('no data key');
  await expect(inTenant(stranger, (tx) => createDataKey(tx, tenant))).rejects.toThrow();
});

it('seals with the newest data key and still opens with the older one', async () => {
  const tenant = await aTenant();
  const before = await sealed(tenant);
  await inTenant(tenant, (tx) => createDataKey(tx, tenant));
  const after = await sealed(tenant);
  expect([before.split('.')[1], after.split('.')[1]]).toEqual(['d1', 'd2']);
  expect(await opened(tenant, before)).toBe(await opened(tenant, after));
});

it('never gives two data keys one name, however many are made at once', async () => {
  const tenant = await aTenant();
  const make = () => inTenant(tenant, (tx) => createDataKey(tx, tenant));
  const outcomes = await Promise.allSettled([make(), make(), make()]);
  const made = outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
  const rows = await database.asSuperuser('select kid from data_keys where tenant_id = $1', [tenant]);
  expect(new Set(rows.map((row) => row.kid)).size).toBe(made + 1);
});

it('refuses what is not sealed', async () => {
  const tenant = await aTenant();
  await expect(opened(tenant, 'hunter2')).rejects.toMatchObject({ problem: 'not_sealed' });
});
