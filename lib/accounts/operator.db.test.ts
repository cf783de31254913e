import { expect, it } from 'vitest';
import {
  admitPerson,
  changeRole,
  createApiKey,
  findApiKey,
  findOperatorContext,
  foundTenant,
  listApiKeys,
  listMembers,
  requireScope,
  scopes,
} from '#lib/accounts/index.ts';
import { listAudit } from '#lib/audit/index.ts';
import { aTenant } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';

useDatabase();

const operator = { kind: 'operator', name: 'root' } as const;

async function actIn(slug: string) {
  const ctx = await findOperatorContext(operator, slug);
  if (!ctx) throw new Error('There is no such tenant.');
  return ctx;
}

const person = (email: string) => ({ email, name: 'Avery', password: 'correct horse battery', role: 'admin' as const });

it('makes a tenant, a person and a key, each with the operator’s name in the log', async () => {
  const tenant = await foundTenant(operator, { slug: 'contoso', name: 'Contoso' });
  const ctx = await actIn('contoso');
  expect(ctx).toMatchObject({ tenantId: tenant.id, actor: operator });
  const user = await admitPerson(ctx, person('avery@contoso.example'));
  const { apiKey } = await createApiKey(ctx, { name: 'Deployment', scopes: ['connections:admin'] });

  expect(await listMembers(ctx)).toEqual([
    { userId: user.id, name: 'Avery', email: 'avery@contoso.example', role: 'admin' },
  ]);
  expect(await listApiKeys(ctx)).toEqual([apiKey]);
  expect(apiKey.createdBy).toBeNull();
  const { events } = await listAudit(ctx);
  expect(
    events.toReversed().map(({ actor, action, targetName }) => [actor.kind, actor.name, action, targetName]),
  ).toEqual([
    ['operator', 'root', 'tenant.created', 'Contoso'],
    ['operator', 'root', 'member.added', 'avery@contoso.example'],
    ['operator', 'root', 'api_key.created', 'Deployment'],
  ]);
});

it('finds no tenant that is not there, and makes none twice', async () => {
  expect(await findOperatorContext(operator, 'nobody')).toBeNull();
  await foundTenant(operator, { slug: 'once', name: 'Once' });
  await expect(foundTenant(operator, { slug: 'once', name: 'Twice' })).rejects.toMatchObject({
    code: 'conflict',
    fields: [{ path: 'slug' }],
  });
});

it('makes a person whole or not at all', async () => {
  const { slug } = await aTenant();
  const ctx = await actIn(slug);
  const before = (await listAudit(ctx)).events.length;
  // A tenant that went meanwhile.
  const gone = { ...ctx, tenantId: '00000000-0000-4000-8000-000000000000' };
  await expect(admitPerson(gone, person('half@contoso.example'))).rejects.toThrow();
  await admitPerson(ctx, person('half@contoso.example'));
  await expect(admitPerson(ctx, person('half@contoso.example'))).rejects.toMatchObject({ code: 'conflict' });
  expect((await listAudit(ctx)).events).toHaveLength(before + 1);
});

it('makes keys that are nobody’s: no demotion ends them', async () => {
  const { slug, admin, viewer } = await aTenant();
  const ctx = await actIn(slug);
  const { key } = await createApiKey(ctx, { name: 'Deployment', scopes: [...scopes] });
  await changeRole(admin.ctx, { userId: viewer.userId, role: 'analyst' });
  expect(await findApiKey(key, null)).toMatchObject({ actor: { name: 'Deployment', scopes } });
});

it('lets a key that sets connections up see and try them, and gives no other key more than it says', async () => {
  const { slug } = await aTenant();
  const ctx = await actIn(slug);
  for (const scope of scopes) {
    const { key } = await createApiKey(ctx, { name: scope, scopes: [scope] });
    const found = await findApiKey(key, null);
    if (!found) throw new Error('The key is not found.');
    const allowed = scopes.filter((each) => {
      try {
        requireScope(found, each);
        return true;
      } catch {
        return false;
      }
    });
    expect(allowed).toEqual(
      scope === 'connections:admin' ? ['connections:read', 'connections:test', 'connections:admin'] : [scope],
    );
  }
});
