import { expect, it } from 'vitest';
import { createApiKey, findApiKey, listApiKeys, requireScope, revokeApiKey, scopes } from '#lib/accounts/index.ts';
import { aTenant } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';

const database = useDatabase();

it('makes keys of 256 random bits, never the same twice', async () => {
  const { admin } = await aTenant();
  const keys = new Set<string>();
  for (let round = 0; round < 50; round++) {
    const { key } = await createApiKey(admin.ctx, { name: `Key ${round}`, scopes: ['connections:read'] });
    expect(key).toMatch(/^mg_[\w-]{43}$/);
    expect(Buffer.from(key.slice(3), 'base64url')).toHaveLength(32);
    keys.add(key);
  }
  expect(keys.size).toBe(50);
});

it('keeps nothing in the database from which a key could be had again', async () => {
  const { admin } = await aTenant();
  const { key, apiKey } = await createApiKey(admin.ctx, { name: 'Canary', scopes: [...scopes] });

  const kept = await dump();

  expect(kept).toContain(apiKey.id);
  for (const form of formsOf(key)) expect(kept).not.toContain(form);
  // The same look finds a key that is stored: what is shown of this one.
  expect(kept).toContain(apiKey.prefix);
});

it('shows a key once: neither the list nor the audit log has it', async () => {
  const { admin } = await aTenant();
  const { key, apiKey } = await createApiKey(admin.ctx, { name: 'Reports', scopes: ['connections:read'] });

  const list = await listApiKeys(admin.ctx);

  expect(list).toEqual([apiKey]);
  expect(JSON.stringify(list)).not.toContain(key);
  expect(apiKey.prefix).toHaveLength(9);
  expect(apiKey.createdBy).toBe('The admin');
});

it('carries its own scopes and no more', async () => {
  const { admin } = await aTenant();
  const { key } = await createApiKey(admin.ctx, { name: 'Reader', scopes: ['connections:read'] });

  const ctx = await findApiKey(key, null);
  if (!ctx) throw new Error('The key is not found.');

  expect(() => requireScope(ctx, 'connections:read')).not.toThrow();
  for (const scope of scopes.filter((each) => each !== 'connections:read')) {
    expect(() => requireScope(ctx, scope)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  }
});

it('is made by people who may, not by keys, analysts or viewers', async () => {
  const { admin, analyst, viewer } = await aTenant();
  const { key } = await createApiKey(admin.ctx, { name: 'All', scopes: [...scopes] });
  const keyCtx = await findApiKey(key, null);

  for (const ctx of [keyCtx, analyst.ctx, viewer.ctx]) {
    if (!ctx) throw new Error('The key is not found.');
    const attempt = createApiKey(ctx, { name: 'Child', scopes: ['connections:read'] });
    await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
  }
});

it('is refused at once after it is revoked', async () => {
  const { admin } = await aTenant();
  const { key, apiKey } = await createApiKey(admin.ctx, { name: 'Leaked', scopes: ['connections:read'] });
  expect(await findApiKey(key, null)).not.toBeNull();

  await revokeApiKey(admin.ctx, apiKey.id);

  expect(await findApiKey(key, null)).toBeNull();
  const revokedAt = (await listApiKeys(admin.ctx))[0]?.revokedAt;
  expect(revokedAt).not.toBeNull();
  // Again: nothing changes.
  await revokeApiKey(admin.ctx, apiKey.id);
  expect((await listApiKeys(admin.ctx))[0]?.revokedAt).toBe(revokedAt);
});

it('remembers when it was last used', async () => {
  const { admin } = await aTenant();
  const { key } = await createApiKey(admin.ctx, { name: 'Used', scopes: ['connections:read'] });
  expect((await listApiKeys(admin.ctx))[0]?.lastUsedAt).toBeNull();

  await findApiKey(key, null);

  expect((await listApiKeys(admin.ctx))[0]?.lastUsedAt).not.toBeNull();
});

it('cannot be listed or revoked from another tenant', async () => {
  const { admin } = await aTenant();
  const { admin: stranger } = await aTenant();
  const { key, apiKey } = await createApiKey(admin.ctx, { name: 'Theirs', scopes: ['connections:read'] });

  expect(await listApiKeys(stranger.ctx)).toEqual([]);
  await expect(revokeApiKey(stranger.ctx, apiKey.id)).rejects.toMatchObject({ code: 'not_found' });
  await expect(revokeApiKey(stranger.ctx, 'no-id')).rejects.toMatchObject({ code: 'not_found' });

  expect(await findApiKey(key, null)).not.toBeNull();
});

it.each(['', 'mg_', `mg_${'a'.repeat(43)}`, `Bearer mg_${'a'.repeat(43)}`, "' or true --"])(
  'does not know %j',
  async (key) => {
    expect(await findApiKey(key, null)).toBeNull();
  },
);

async function dump(): Promise<string> {
  const all = 'select t::text as row from api_keys t union all select t::text from audit_events t';
  return (await database.asSuperuser(all)).map(({ row }) => row).join('\n');
}

/** Whole and without its prefix, as text and as bytes. */
function formsOf(key: string): string[] {
  const bytes = Buffer.from(key.slice(3), 'base64url');
  return [key, key.slice(3), bytes.toString('hex'), bytes.toString('base64'), Buffer.from(key).toString('hex')];
}
