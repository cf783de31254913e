import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { startSandbox } from '#sandbox/start-sandbox.ts';
import {
  activateConnection,
  connect,
  createConnection,
  disconnect,
  getConnection,
  listEvents,
  replaceSecret,
  sendTestEmail,
} from './index.ts';
import type { ConnectionInput } from './schema.ts';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
let sandbox: Sandbox;
const dir = mkdtempSync(path.join(tmpdir(), 'sandbox-'));

useDatabase();
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: 0, dir });
  vi.stubEnv('PROVIDERS_FILE', sandbox.providersFile);
  vi.stubEnv('EGRESS_ALLOW', `${new URL(sandbox.origin).host},localhost:${sandbox.smtpPort}`);
});
afterAll(async () => {
  await sandbox.close();
  await rm(dir, { recursive: true, force: true });
});
beforeEach(() => sandbox.control.reset());

const recipient = 'alex@contoso.example';

async function aConnection(
  transport: 'graph' | 'smtp',
  change: Partial<ConnectionInput> = {},
  permissions = ['Mail.Send', 'SMTP.SendAsApp'],
): Promise<{ member: Person; id: string; clientId: string }> {
  const app = sandbox.control.createRegistration({
    directory: 'contoso.example',
    name: 'Reports',
    applicationPermissions: permissions,
    adminConsent: true,
  });
  const member = await anAdmin();
  const { id } = await createConnection(
    member.ctx,
    connectionInput({
      grantKind: 'client_credentials',
      transport,
      senderAddress: 'reports@contoso.example',
      clientId: app.clientId,
      settings: { directoryId: app.directoryId },
      clientSecret: app.secretValue,
      ...change,
    }),
  );
  return { member, id, clientId: app.clientId };
}

const join = (member: Person, id: string) => connect(member.ctx, id, member.browserToken);

describe.each(['graph', 'smtp'] as const)('client credentials through %s', (transport) => {
  it('connect, activate and deliver a test e-mail', async () => {
    const { member, id } = await aConnection(transport);

    const { authorizeUrl, connection } = await join(member, id);
    expect(authorizeUrl).toBeNull();
    expect(connection).toMatchObject({ health: 'untested', problem: null, grant: { hasRefreshToken: false } });
    await activateConnection(member.ctx, id);
    const outcome = await sendTestEmail(member.ctx, id, recipient);

    expect(outcome).toMatchObject({ kind: 'accepted', problem: null });
    const [mail] = await sandbox.control.messages(recipient);
    expect(mail).toMatchObject({ via: transport, subject: 'Mailgrant test e-mail', to: [recipient] });
    expect(mail?.from).toContain('reports@contoso.example');
    const view = await getConnection(member.ctx, id);
    expect(view).toMatchObject({ health: 'working', testRecipient: recipient, lastTest: { kind: 'accepted' } });
  });

  it('say who must act when the permission is missing', async () => {
    const { member, id } = await aConnection(transport, {}, []);
    const { connection } = await join(member, id);
    expect(connection).toMatchObject({ health: 'invalid', problem: { code: 'permission_missing' } });

    const outcome = await sendTestEmail(member.ctx, id, recipient);

    expect(outcome.kind).toBe('refused');
    expect(outcome.problem?.title).toMatch(/\w/);
    expect(await sandbox.control.messages(recipient)).toHaveLength(0);
    expect(['blocked', 'invalid']).toContain((await getConnection(member.ctx, id)).health);
  });
});

it.each([
  ['graph', 'SMTP.SendAsApp', 'Mail.Send'],
  ['smtp', 'Mail.Send', 'SMTP.SendAsApp'],
] as const)('says of sending by %s that only %s was granted, where it needs %s', async (transport, held, needed) => {
  const { member, id } = await aConnection(transport, {}, [held]);
  const { connection } = await join(member, id);
  expect(connection).toMatchObject({ health: 'invalid', problem: { code: 'permission_elsewhere' } });
  expect(connection.problem).toMatchObject({ fields: ['transport'], why: expect.stringContaining(needed) });
  expect(connection.problem?.why).toContain(held);
});

describe('a configuration whose token cannot be had', () => {
  const wrong: [string, Partial<ConnectionInput>, string][] = [
    ['a wrong secret', { clientSecret: 'not-the-secret' }, 'invalid'],
    ['an unknown application', { clientId: '00000000-0000-4000-8000-000000000000' }, 'invalid'],
    ['an unknown directory', { settings: { directoryId: '00000000-0000-4000-8000-000000000000' } }, 'invalid'],
    ['an authority that is not to be reached', { overrides: { tokenEndpoint: 'https://localhost/token' } }, 'invalid'],
  ];

  it.each(wrong)('is kept, with the reason: %s', async (_name, change, health) => {
    const { member, id } = await aConnection('graph', change);

    const { connection } = await join(member, id);

    expect(connection.health).toBe(health);
    expect(connection.problem?.cure).toMatch(/\w/);
    expect(connection.hasClientSecret).toBe(true);
    await expect(activateConnection(member.ctx, id)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('an expired secret', () => {
  it('is named, and replaced only by one that the provider takes', async () => {
    const { member, id, clientId } = await aConnection('graph');
    await join(member, id);
    await activateConnection(member.ctx, id);
    sandbox.control.expireSecret(clientId);
    await inTenant(member.ctx.tenantId, (tx) => tx.accessToken.deleteMany());

    const outcome = await sendTestEmail(member.ctx, id, recipient);
    expect(outcome).toMatchObject({ kind: 'refused', problem: { reply: { numbers: [7000222] } } });
    expect(await getConnection(member.ctx, id)).toMatchObject({ stage: 'active', health: 'invalid' });

    const secretOf = () =>
      inTenant(member.ctx.tenantId, (tx) => tx.connection.findFirst({ select: { clientSecret: true } }));
    const before = await secretOf();
    const trial = replaceSecret(member.ctx, id, { clientSecret: 'wrong again', clientSecretExpiresAt: null });
    await expect(trial).rejects.toMatchObject({ code: 'invalid_input', fields: [{ path: 'clientSecret' }] });
    expect(await secretOf()).toEqual(before);
    // The one in use was refused before: the history tells the two apart.
    const [tried, , used] = await listEvents(member.ctx, id);
    expect(tried).toMatchObject({ kind: 'refused', isTrial: true, problem: { code: 'microsoft_secret_wrong' } });
    expect(tried?.reply).not.toHaveProperty('isTrial');
    expect(used).toMatchObject({ kind: 'refused', isTrial: false, problem: { code: 'microsoft_secret_expired' } });

    const { secretValue } = sandbox.control.addSecret(clientId);
    const view = await replaceSecret(member.ctx, id, {
      clientSecret: secretValue,
      clientSecretExpiresAt: '2027-05-01',
    });
    expect(view).toMatchObject({
      stage: 'active',
      health: 'untested',
      clientSecretExpiresAt: '2027-05-01T00:00:00.000Z',
    });
    expect(await sendTestEmail(member.ctx, id, recipient)).toMatchObject({ kind: 'accepted' });
  });
});

it('forgets tokens and secret on disconnecting, and says that they are gone', async () => {
  const { member, id } = await aConnection('graph');
  await join(member, id);
  await activateConnection(member.ctx, id);

  expect(await disconnect(member.ctx, id)).toMatchObject({ stage: 'candidate', hasClientSecret: false, grant: null });

  const left = await inTenant(member.ctx.tenantId, async (tx) => [
    await tx.grant.count(),
    await tx.accessToken.count(),
    await tx.connection.count({ where: { clientSecret: { not: null } } }),
  ]);
  expect(left).toEqual([0, 0, 0]);
  await expect(join(member, id)).rejects.toMatchObject({ code: 'invalid_input', fields: [{ path: 'clientSecret' }] });
});

it('leaves one active of many activated at once, and destroys what the others held', async () => {
  const first = await aConnection('graph');
  await join(first.member, first.id);
  const ids = [first.id];
  const { clientId, settings: own, senderAddress } = await getConnection(first.member.ctx, first.id);
  for (let more = 0; more < 9; more += 1) {
    const settings = { grantKind: 'client_credentials', senderAddress, clientId, settings: own } as const;
    const copied = { clientSecret: undefined, clientSecretFrom: first.id };
    const { id } = await createConnection(first.member.ctx, connectionInput({ ...settings, ...copied }));
    await join(first.member, id);
    ids.push(id);
  }

  await Promise.all(ids.map((id) => activateConnection(first.member.ctx, id)));

  const rows = await inTenant(first.member.ctx.tenantId, (tx) => tx.connection.findMany({ include: { grant: true } }));
  expect(rows.filter((row) => row.stage === 'active')).toHaveLength(1);
  const retired = rows.filter((row) => row.stage === 'retired');
  expect(retired).toHaveLength(9);
  expect(retired.every((row) => row.clientSecret === null && row.grant === null)).toBe(true);
});
