import { describe, expect, it } from 'vitest';
import { findOperatorContext } from '#lib/accounts/index.ts';
import { listAudit } from '#lib/audit/index.ts';
import {
  activateConnection,
  applyConnection,
  changeConnection,
  connect,
  createConnection,
  disconnect,
  getConnection,
  listConnections,
} from '#lib/connections/index.ts';
import type { ConnectionInput } from '#lib/connections/schema.ts';
import { aTenant, type TestTenant } from '#lib/testing/a-tenant.ts';
import { inputFor, useStrictServer } from '#lib/testing/connected.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';

useDatabase();
const strict = useStrictServer();

async function operatorIn({ slug }: TestTenant) {
  const ctx = await findOperatorContext({ kind: 'operator', name: 'root' }, slug);
  if (!ctx) throw new Error('There is no such tenant.');
  return ctx;
}

const application = () => inputFor(strict.server, { grantKind: 'client_credentials' });

/** What was done to connections, oldest first. */
async function acts({ admin }: TestTenant) {
  const { events } = await listAudit(admin.ctx);
  return events.toReversed().flatMap(({ action }) => (action.startsWith('connection.') ? [action.slice(11)] : []));
}

it('creates, leaves alone what is as it is to be, and changes what is not', async () => {
  const tenant = await aTenant();
  const ctx = await operatorIn(tenant);
  const input = connectionInput();

  const created = await applyConnection(ctx, input);
  expect(created).toMatchObject({ kind: 'created', connection: { stage: 'candidate', senderName: input.senderName } });
  expect(await applyConnection(ctx, input)).toEqual({ kind: 'unchanged', connection: created.connection });

  const renamed = await applyConnection(ctx, { ...input, senderName: 'Alerts' });
  expect(renamed).toMatchObject({ kind: 'changed', connection: { id: created.connection.id, senderName: 'Alerts' } });
  const replaced = await applyConnection(ctx, { ...input, senderName: 'Alerts', clientSecret: 'another-value' });
  expect(replaced.kind).toBe('changed');
  expect((await applyConnection(ctx, { ...input, senderName: 'Alerts', clientSecret: 'another-value' })).kind).toBe(
    'unchanged',
  );
  const lasting = { ...input, senderName: 'Alerts', clientSecret: 'another-value', overrides: { smtpPort: 2525 } };
  expect((await applyConnection(ctx, lasting)).kind).toBe('changed');
  // What the file leaves out is the provider's own value again.
  expect((await applyConnection(ctx, { ...lasting, overrides: {} })).connection.overrides).toEqual({});

  expect(await acts(tenant)).toEqual(['created', 'changed', 'changed', 'changed', 'changed']);
  expect(await listConnections(ctx)).toHaveLength(1);
});

it('keeps the token where only the words change, and forgets it with another secret', async () => {
  const tenant = await aTenant();
  const ctx = await operatorIn(tenant);
  const input = application();
  const { id } = (await applyConnection(ctx, input)).connection;
  await connect(ctx, id, '');
  const tokens = async () => (await getConnection(ctx, id)).grant?.accessTokens.length ?? 0;
  expect(await tokens()).toBe(1);

  await applyConnection(ctx, { ...input, senderName: 'Alerts' });
  expect(await tokens()).toBe(1);
  await applyConnection(ctx, { ...input, senderName: 'Alerts', clientSecret: 'another-value' });
  expect(await tokens()).toBe(0);
});

it('is not moved by whom somebody sent a test e-mail', async () => {
  const ctx = await operatorIn(await aTenant());
  const input = connectionInput({ testRecipient: 'avery@contoso.com' });
  const { id } = (await applyConnection(ctx, input)).connection;
  await changeConnection(ctx, id, { testRecipient: 'somebody@contoso.com' });
  expect((await applyConnection(ctx, input)).kind).toBe('unchanged');
});

it('takes the secret along to another server: who wrote the file knows it', async () => {
  const ctx = await operatorIn(await aTenant());
  const input = connectionInput();
  await applyConnection(ctx, input);
  const elsewhere = { ...input, overrides: { tokenEndpoint: 'https://login.example.com/token' } };
  expect(await applyConnection(ctx, elsewhere)).toMatchObject({
    kind: 'changed',
    connection: { hasClientSecret: true },
  });
});

it('never changes the active connection: a candidate stands beside it, and takes its place when it is activated', async () => {
  const tenant = await aTenant();
  const ctx = await operatorIn(tenant);
  const input = application();
  const { id: active } = (await applyConnection(ctx, input)).connection;
  await connect(ctx, active, '');
  await activateConnection(ctx, active);
  expect(await applyConnection(ctx, input)).toMatchObject({ kind: 'unchanged', connection: { id: active } });

  const wanted = { ...input, senderName: 'Alerts' };
  const beside = await applyConnection(ctx, wanted);
  expect(beside).toMatchObject({ kind: 'candidate_beside_active', connection: { stage: 'candidate' } });
  expect(await getConnection(ctx, active)).toMatchObject({ stage: 'active', senderName: input.senderName });
  expect(await applyConnection(ctx, wanted)).toMatchObject({
    kind: 'unchanged',
    connection: { id: beside.connection.id },
  });
  // The file as it was before is what the active one is.
  expect(await applyConnection(ctx, input)).toMatchObject({ kind: 'unchanged', connection: { id: active } });

  await connect(ctx, beside.connection.id, '');
  await activateConnection(ctx, beside.connection.id);
  expect(await applyConnection(ctx, wanted)).toMatchObject({ kind: 'unchanged', connection: { stage: 'active' } });
});

it('gives a secret that was forgotten back to the connection that is there', async () => {
  const ctx = await operatorIn(await aTenant());
  const input = connectionInput();
  const { id } = (await applyConnection(ctx, input)).connection;
  await disconnect(ctx, id);
  const again = await applyConnection(ctx, input);
  expect(again).toMatchObject({ kind: 'changed', connection: { id, hasClientSecret: true } });
});

it('is about its own way of sending, its own address and its own tenant only', async () => {
  const [tenant, stranger] = [await aTenant(), await aTenant()];
  const ctx = await operatorIn(tenant);
  const input = connectionInput();
  await createConnection(stranger.admin.ctx, input);
  for (const other of [
    input,
    { ...input, senderAddress: 'alerts@contoso.com' },
    { ...input, transport: 'smtp' as const },
    { ...input, grantKind: 'client_credentials' as const },
  ]) {
    expect((await applyConnection(ctx, other)).kind).toBe('created');
  }
  expect(await listConnections(ctx)).toHaveLength(4);
  expect(await listConnections(stranger.admin.ctx)).toHaveLength(1);
});

it('makes one where two apply the same in the same moment', async () => {
  const ctx = await operatorIn(await aTenant());
  const input = connectionInput();
  const both = await Promise.all([applyConnection(ctx, input), applyConnection(ctx, input)]);
  expect(both.map(({ kind }) => kind).sort()).toEqual(['created', 'unchanged']);
});

it('refuses a secret that is a copy, and whoever may not change connections', async () => {
  const tenant = await aTenant();
  const { clientSecret: _, ...input } = connectionInput();
  const copied = { ...input, clientSecretFrom: '11111111-2222-4333-8444-555555555555' };
  await expect(applyConnection(await operatorIn(tenant), copied)).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ path: 'clientSecretFrom' }],
  });
  await expect(applyConnection(tenant.analyst.ctx, connectionInput())).rejects.toMatchObject({ code: 'forbidden' });
});

it('is told to the tenant as an act of the operator, without the secret', async () => {
  const tenant = await aTenant();
  await applyConnection(await operatorIn(tenant), connectionInput({ clientSecret: 'canary-of-apply' }));
  const { events } = await listAudit(tenant.admin.ctx);
  expect(events[0]).toMatchObject({
    action: 'connection.created',
    actor: { kind: 'operator', id: null, name: 'root' },
    details: { clientSecret: 'replaced' },
  });
  expect(JSON.stringify(events)).not.toContain('canary-of-apply');
});

describe('through a proxy', () => {
  const proxy = { kind: 'socks5', host: 'proxy.example.com', port: 1080, userName: 'relay', uses: ['mail'] } as const;
  const through = (change: object = {}) =>
    connectionInput({
      provider: 'smtp',
      grantKind: 'password',
      transport: 'smtp',
      clientId: '',
      settings: { userName: 'reports@contoso.com' },
      clientSecret: 'correct horse battery',
      overrides: { smtpHost: 'smtp.example.com' },
      proxy: { ...proxy, uses: [...proxy.uses], password: 'of the proxy', ...change },
    });

  it('is compared with its password, which goes with the proxy', async () => {
    const tenant = await aTenant();
    const ctx = await operatorIn(tenant);
    const kinds: string[] = [];
    const { proxy: _, ...direct }: ConnectionInput = through();
    const inputs: ConnectionInput[] = [
      through(),
      through(),
      through({ password: 'another one' }),
      through({ password: 'another one' }),
      through({ password: undefined }),
      through({ password: undefined }),
      through({ port: 1081 }),
      direct,
      direct,
    ];
    for (const input of inputs) {
      const { kind, connection } = await applyConnection(ctx, input);
      kinds.push(kind);
      const { password = '' } = input.proxy ?? {};
      expect(connection.proxy?.hasPassword ?? false).toBe(password !== '');
    }
    const again = ['changed', 'unchanged'];
    expect(kinds).toEqual(['created', 'unchanged', ...again, ...again, 'changed', ...again]);
    expect(await acts(tenant)).toEqual(['created', 'changed', 'changed', 'changed', 'changed']);
  });
});

it('keeps the id of a file for the first connection it makes', async () => {
  const ctx = await operatorIn(await aTenant());
  const id = '11111111-2222-4333-8444-555555555555';
  const input = connectionInput({
    id,
    provider: 'custom',
    transport: 'smtp',
    settings: {},
    overrides: {
      authorizationEndpoint: 'https://login.example.com/authorize',
      tokenEndpoint: 'https://login.example.com/token',
      smtpHost: 'smtp.example.com',
      scopes: ['mail'],
    },
  });
  expect(await applyConnection(ctx, input)).toMatchObject({ kind: 'created', connection: { id } });
  expect((await applyConnection(ctx, input)).kind).toBe('unchanged');
  expect(await applyConnection(ctx, { ...input, senderName: 'Alerts' })).toMatchObject({
    kind: 'changed',
    connection: { id },
  });
});
