import { expect, it } from 'vitest';
import { changeRole, createApiKey, revokeApiKey } from '#lib/accounts/index.ts';
import { type AuditEventView, listAudit, recordAudit } from '#lib/audit/index.ts';
import { changeConnection, createConnection, discardConnection } from '#lib/connections/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { aTenant, type Person } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';

useDatabase();

const directoryId = '66666666-7777-8888-9999-000000000000';

function aConnection({ ctx }: Person) {
  return createConnection(ctx, {
    provider: 'microsoft',
    grantKind: 'client_credentials',
    transport: 'graph',
    senderName: 'Reports',
    senderAddress: 'reports@contoso.example',
    clientId: '11111111-2222-3333-4444-555555555555',
    settings: { directoryId },
    clientSecret: 'abc8Q~canary',
    clientSecretExpiresAt: null,
    overrides: {},
  });
}

/** What happened to what, oldest first. */
async function told({ ctx }: Person): Promise<(string | null)[][]> {
  const { events } = await listAudit(ctx);
  return events.toReversed().map(({ action, targetName }: AuditEventView) => [action, targetName]);
}

it('calls a connection what it was called at the time, also when it sends as another now and is gone', async () => {
  const { admin } = await aTenant();
  const { id } = await aConnection(admin);
  await changeConnection(admin.ctx, id, { senderAddress: 'alerts@contoso.example' });
  await discardConnection(admin.ctx, id);

  expect(await told(admin)).toEqual([
    ['connection.created', 'Microsoft 365 · reports@contoso.example'],
    ['connection.changed', 'Microsoft 365 · alerts@contoso.example'],
    ['connection.discarded', 'Microsoft 365 · alerts@contoso.example'],
  ]);
});

it('calls a key by its name and a member by the e-mail address', async () => {
  const { admin, viewer } = await aTenant();
  const { apiKey } = await createApiKey(admin.ctx, { name: 'Reports', scopes: ['connections:read'] });
  await revokeApiKey(admin.ctx, apiKey.id);
  await changeRole(admin.ctx, { userId: viewer.userId, role: 'analyst' });

  expect(await told(admin)).toEqual([
    ['api_key.created', 'Reports'],
    ['api_key.revoked', 'Reports'],
    ['member.role_changed', viewer.email],
  ]);
});

it('learns no name of another tenant’s connection', async () => {
  const [ours, theirs] = [await aTenant(), await aTenant()];
  const { id } = await aConnection(theirs.admin);
  const entry = { action: 'x.done', targetKind: 'connection', targetId: id };
  await inTenant(ours.id, (tx) => recordAudit(tx, ours.admin.ctx, entry));

  expect(await told(ours.admin)).toEqual([['x.done', null]]);
});
