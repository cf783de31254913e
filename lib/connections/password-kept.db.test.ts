import { describe, expect, it } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { goodInput } from '#lib/testing/bad-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import {
  changeConnection,
  createConnection,
  discardConnection,
  getConnection,
  getGrantLife,
  getToday,
  listEvents,
  refreshNow,
} from './index.ts';
import {
  type ConnectionChange,
  type ConnectionInput,
  connectionChangeSchemaOf,
  connectionInputSchema,
} from './schema.ts';

useDatabase();

const { proxy, overrides, settings } = goodInput.smtp;
const { clientSecret: _typed, ...kept } = goodInput.smtp;
const kind = { provider: 'smtp', grantKind: 'password', transport: 'smtp' } as const;
const made = (member: Person, more: object = {}) =>
  createConnection(member.ctx, connectionInputSchema.parse({ ...goodInput.smtp, ...more }));
const read = (change: object): ConnectionChange => connectionChangeSchemaOf(kind).parse(change);
const rows = (member: Person) => inTenant(member.ctx.tenantId, (tx) => tx.connection.findMany());

/** In the clear, where the operator and the administrator let it. */
const open = {
  overrides: { ...overrides, smtpSecurity: 'none' },
  settings: { ...settings, plainPassword: 'accepted' },
};
const refusal = {
  code: 'invalid_input',
  fields: [{ path: 'clientSecret', message: expect.stringMatching(/^Paste the/) }],
};

/** To whom else the stored password would be told, from what it was typed for. */
const elsewhere: [what: string, before: object, change: object][] = [
  ['another server', {}, { overrides: { ...overrides, smtpHost: 'smtp.evil.example' } }],
  ['another port', {}, { overrides: { ...overrides, smtpPort: 2525 } }],
  ['other security', {}, { overrides: { ...overrides, smtpSecurity: 'tls' } }],
  ['no security', {}, open],
  ['another user', {}, { settings: { userName: 'eve@contoso.com' } }],
  ['a proxy that reads along', { ...open, proxy: null }, { proxy }],
  ['another proxy that reads along', open, { proxy: { ...proxy, host: 'proxy.evil.example' } }],
];

describe('a stored password is not told to anybody else unless it is typed again', () => {
  it.each(elsewhere)('%s', async (_what, before, change) => {
    const member = await anAdmin();
    const { id } = await made(member, before);
    const stored = await rows(member);
    await expect(changeConnection(member.ctx, id, read(change))).rejects.toMatchObject(refusal);
    const copy = connectionInputSchema.parse({
      ...kept,
      ...before,
      ...change,
      clientSecretFrom: id,
    }) as ConnectionInput;
    await expect(createConnection(member.ctx, copy)).rejects.toMatchObject(refusal);
    expect(await rows(member)).toEqual(stored);
    // Control: typed again, it goes there.
    await changeConnection(member.ctx, id, read({ ...change, clientSecret: 'correct horse battery' }));
    expect(await rows(member)).not.toEqual(stored);
  });

  it('stays where it goes the same way, and behind another proxy where nobody can read along', async () => {
    const member = await anAdmin();
    const { id } = await made(member);
    const same = { senderName: 'Renamed', proxy: { ...proxy, host: 'proxy2.contoso.com' } };
    expect(await changeConnection(member.ctx, id, read(same))).toMatchObject({
      hasClientSecret: true,
      proxy: { host: 'proxy2.contoso.com' },
    });
  });
});

it('is asked for by name where nothing was shown before, and nothing is changed without it', async () => {
  const member = await anAdmin();
  const { userName: _who, ...others } = settings;
  const { id } = await made(member, { grantKind: 'none', settings: others, clientSecret: undefined });
  const change = { grantKind: 'password', settings } as const;
  await expect(changeConnection(member.ctx, id, read(change))).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ path: 'clientSecret', message: 'Enter the password: none is stored for this connection.' }],
  });
  expect(await getConnection(member.ctx, id)).toMatchObject({ grantKind: 'none' });
  expect(await changeConnection(member.ctx, id, read({ ...change, clientSecret: 'quiet-harbour' }))).toMatchObject({
    grantKind: 'password',
    hasClientSecret: true,
  });
});

it('has no grant: no life, no events, nothing today, no token to ask for', async () => {
  const member = await anAdmin();
  const { id } = await made(member);
  expect(await getConnection(member.ctx, id)).toMatchObject({ grant: null });
  expect(await getGrantLife(member.ctx, id)).toEqual({
    beganAt: null,
    renewals: 0,
    renewedAt: [],
    failedAt: [],
    failingSince: null,
    chain: [],
  });
  expect(await listEvents(member.ctx, id)).toEqual([]);
  const { total } = await getToday(member.ctx, id, 'UTC');
  expect(new Set(Object.values(total))).toEqual(new Set([0]));
  await expect(refreshNow(member.ctx, id)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Verify it instead'),
  });
});

it('is discarded with its password, its proxy’s too', async () => {
  const member = await anAdmin();
  const { id } = await made(member);
  expect(await rows(member)).toMatchObject([
    { clientSecret: expect.stringMatching(/^v1\./), proxyPassword: expect.stringMatching(/^v1\./) },
  ]);
  await discardConnection(member.ctx, id);
  expect(await rows(member)).toMatchObject([{ stage: 'retired', clientSecret: null, proxyPassword: null }]);
});
