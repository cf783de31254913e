import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { kidOf, Secret } from '#lib/crypto/index.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { beginRotation, inTenant, inTenantAlone, isPassingDatabaseError, system } from './index.ts';
import { createDataKey, openResealer, openVault, renewDataKey } from './vault.ts';

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
/** Gives the tenant the next key. */
async function rotated(tenantId: string): Promise<void> {
  const choose = async () => ({ operatorKid: 'test', beganBy: 'the test' });
  const rotation = await system().$transaction((tx) => beginRotation(tx, choose));
  await inTenantAlone(tenantId, (tx) => renewDataKey(tx, tenantId, rotation));
}

const newestKid = async () => `d${(await system().keyRotation.count()) + 1}`;

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
  await rotated(tenant);
  const after = await sealed(tenant);
  expect([kidOf(before), kidOf(after)]).toEqual(['d1', await newestKid()]);
  expect(await opened(tenant, before)).toBe(await opened(tenant, after));
});

it('gives a key of a name once, however many ask at the same time, and a new tenant the newest', async () => {
  const tenant = await aTenant();
  const choose = async () => ({ operatorKid: 'test', beganBy: 'the test' });
  const rotation = await system().$transaction((tx) => beginRotation(tx, choose));
  const renew = () => inTenantAlone(tenant, (tx) => renewDataKey(tx, tenant, rotation));
  const answers = await Promise.all([renew(), renew(), renew()]);
  expect(answers.filter((before) => before !== null)).toHaveLength(1);
  expect(kidOf(await sealed(tenant))).toBe(await newestKid());
  expect(kidOf(await sealed(await aTenant()))).toBe(await newestKid());
});

it('changes no key under a transaction that has read them, and gives up rather than have the others wait', async () => {
  const tenant = await aTenant();
  const before = kidOf(await sealed(tenant));
  const text = await inTenant(tenant, async (tx) => {
    const vault = await openVault(tx, tenant);
    await expect(rotated(tenant)).rejects.toSatisfy(isPassingDatabaseError);
    return vault.seal(place, secret);
  });
  expect(kidOf(text)).toBe(before);
  // Control: with nobody in the tenant the same change is made, and what was sealed before it still opens.
  await rotated(tenant);
  expect([kidOf(await sealed(tenant)), await opened(tenant, text)]).toEqual([
    await newestKid(),
    '0.AXEA-refresh-token',
  ]);
});

it('seals anew what an older key sealed, at its place, and nothing that does not open there', async () => {
  const tenant = await aTenant();
  const before = await sealed(tenant);
  await rotated(tenant);
  const reseal = (text: string, where = place) =>
    inTenant(tenant, async (tx) => (await openResealer(tx, tenant)).reseal(where, text));
  const after = await reseal(before);
  expect([kidOf(after), await opened(tenant, after)]).toEqual([await newestKid(), '0.AXEA-refresh-token']);
  await expect(reseal(before, { ...place, version: 2 })).rejects.toMatchObject({ problem: 'not_authentic' });
});

it('refuses what is not sealed', async () => {
  const tenant = await aTenant();
  await expect(opened(tenant, 'hunter2')).rejects.toMatchObject({ problem: 'not_sealed' });
});
