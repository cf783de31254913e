import { randomUUID } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { listAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { inputFor, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { openProxyPassword } from '#lib/tokens/index.ts';
import { changeConnection, connect, createConnection, disconnect, getConnection, refreshNow } from './index.ts';
import type { ConnectionChange, ConnectionInput } from './schema.ts';

useDatabase();
const strict = useStrictServer();

const end = '2099-05-01';
const anotherAuthority = rootCertificates[0] ?? '';
const applications = { grantKind: 'client_credentials', clientSecret: 'a-secret-value', clientSecretExpiresAt: end };

/** A connection by client credentials, with a secret that ends in a long while. */
async function aSource(member: Person, change: Partial<ConnectionInput> = {}) {
  const input = inputFor(strict.server, { ...(applications as Partial<ConnectionInput>), ...change });
  return { input, id: (await createConnection(member.ctx, input)).id };
}

/** The same settings once more, with the secret of another connection. */
function copyOf({ input, id }: { input: ConnectionInput; id: string }, change: Partial<ConnectionInput> = {}) {
  const { clientSecret: _typed, clientSecretExpiresAt: _end, ...settings } = input;
  return { ...settings, clientSecretFrom: id, ...change };
}

const rows = (member: Person) => inTenant(member.ctx.tenantId, (tx) => tx.connection.findMany());

/** What makes the secret go to somebody else than it was pasted for, and how that is called. */
const elsewhere: [what: string, change: () => Partial<ConnectionInput>, words: string][] = [
  ['another application', () => ({ clientId: randomUUID() }), 'Application (client) ID'],
  ['another directory', () => ({ settings: { directoryId: randomUUID() } }), 'Directory (tenant) ID'],
  ['another server', () => overriding({ tokenEndpoint: 'https://evil.example/token' }), 'token endpoint'],
  ['the provider’s own server', () => ({ overrides: {} }), 'token endpoint'],
  // These get what the secret buys: a token of the whole directory.
  ['another Graph', () => overriding({ apiUrl: 'https://evil.example' }), 'API URL'],
  ['another SMTP server', () => overriding({ smtpHost: 'smtp.evil.example' }), 'SMTP server'],
  ['another SMTP port', () => overriding({ smtpPort: 2525 }), 'SMTP port'],
  ['whom another authority vouches for', () => overriding({ caCertificate: anotherAuthority }), 'CA certificate'],
];

function overriding(change: ConnectionInput['overrides']) {
  return { overrides: { ...strict.server.overridesFor(mailbox.tid), ...change } };
}

const refusedFor = (words: string) => {
  const message = expect.stringMatching(new RegExp(`^Paste the secret again: the ${words.replace(/[()]/g, '\\$&')} `));
  return { code: 'invalid_input', message, fields: [{ path: 'clientSecret', message }] };
};

describe('a connection made with the secret of another', () => {
  it('sends that secret, sealed to its own row, and keeps its end; the audit names where it came from', async () => {
    const member = await anAdmin();
    const source = await aSource(member);

    const { id, clientSecretExpiresAt } = await createConnection(member.ctx, copyOf(source));
    strict.server.tokenRequests.length = 0;
    await connect(member.ctx, id, member.browserToken);

    expect(strict.server.tokenRequests).toMatchObject([{ clientSecret: 'a-secret-value' }]);
    expect(clientSecretExpiresAt).toBe(`${end}T00:00:00.000Z`);
    const seals = (await rows(member)).map((row) => row.clientSecret);
    expect(new Set(seals).size).toBe(2);
    const { events } = await listAudit(member.ctx, { limit: 10 });
    const created = events.find((event) => event.action === 'connection.created' && event.target?.id === id);
    expect(created?.details).toMatchObject({ clientSecret: 'copied', clientSecretFrom: source.id });
    expect(JSON.stringify(events)).not.toContain('a-secret-value');
  });

  it.each([
    ['another day', '2098-01-01', '2098-01-01T00:00:00.000Z'],
    ['none', null, null],
  ])('takes the end that is given: %s', async (_name, clientSecretExpiresAt, kept) => {
    const member = await anAdmin();
    const copy = copyOf(await aSource(member), { clientSecretExpiresAt });
    expect(await createConnection(member.ctx, copy)).toMatchObject({ clientSecretExpiresAt: kept });
  });

  it('takes the password of the same proxy along, and gives it to no other', async () => {
    const member = await anAdmin();
    const way = { kind: 'http', host: 'proxy.example.com', port: 3128, userName: 'relay' } as const;
    const source = await aSource(member, { proxy: { ...way, uses: ['mail'], password: 'of-the-proxy' } });
    const copied = async (change: object) => {
      const proxy = { ...way, uses: ['mail' as const], ...change };
      const { id } = await createConnection(member.ctx, copyOf(source, { proxy }));
      return inTenant(member.ctx.tenantId, async (tx) => {
        const row = await tx.connection.findUniqueOrThrow({ where: { id } });
        return (await openProxyPassword(tx, row))?.reveal() ?? null;
      });
    };
    expect(await copied({})).toBe('of-the-proxy');
    expect(await copied({ password: 'another' })).toBe('another');
    expect(await copied({ password: '' })).toBeNull();
    for (const change of [{ host: 'proxy.evil.example' }, { port: 3129 }, { userName: 'else' }, { kind: 'socks5' }]) {
      expect(await copied(change)).toBeNull();
    }
    await inTenant(member.ctx.tenantId, (tx) => tx.connection.updateMany({ data: { proxyVersion: 99 } }));
    await expect(copied({})).rejects.toMatchObject({ fields: [{ path: 'proxy.password' }] });
  });

  it.each(elsewhere)('is refused where the secret would go to %s', async (_name, change, words) => {
    const member = await anAdmin();
    const copy = copyOf(await aSource(member), change());
    await expect(createConnection(member.ctx, copy)).rejects.toMatchObject(refusedFor(words));
    expect(await rows(member)).toHaveLength(1);
  });

  it('says the same of a stranger’s connection as of none', async () => {
    const [member, stranger] = [await anAdmin(), await anAdmin()];
    const theirs = await aSource(stranger);
    const refusal = (id: string) =>
      createConnection(member.ctx, copyOf({ ...theirs, id })).catch((error: Error) => `${error}`);
    expect(await refusal(theirs.id)).toBe(await refusal(randomUUID()));
    expect(await refusal(theirs.id)).toContain('There is no such connection');
    expect(await rows(member)).toEqual([]);
  });

  it('is refused where the secret was destroyed, does not open, or has ended', async () => {
    const member = await anAdmin();
    const gone = await aSource(member);
    await disconnect(member.ctx, gone.id);
    await expect(createConnection(member.ctx, copyOf(gone))).rejects.toMatchObject({
      fields: [{ path: 'clientSecret' }],
    });

    const moved = await aSource(member);
    const { clientSecret } = (await rows(member)).find((row) => row.id === moved.id) ?? {};
    const other = await aSource(member);
    const seal = { where: { id: other.id }, data: { clientSecret } };
    await inTenant(member.ctx.tenantId, (tx) => tx.connection.updateMany(seal));
    await expect(createConnection(member.ctx, copyOf(other))).rejects.toMatchObject({
      fields: [{ path: 'clientSecret' }],
    });

    const clientSecretExpiresAt = new Date('2026-01-31');
    const ended = { where: { id: moved.id }, data: { clientSecretExpiresAt } };
    await inTenant(member.ctx.tenantId, (tx) => tx.connection.updateMany(ended));
    await expect(createConnection(member.ctx, copyOf(moved))).rejects.toMatchObject({
      message: 'This secret ended on 31 January 2026; make a new one in Certificates & secrets.',
      fields: [{ path: 'clientSecretExpiresAt' }],
    });
  });
});

describe('a change that leaves the secret as it is', () => {
  it.each(elsewhere)('is refused where the secret would go to %s', async (_name, change, words) => {
    const member = await anAdmin();
    const { id } = await aSource(member);
    const before = await rows(member);

    await expect(changeConnection(member.ctx, id, change())).rejects.toMatchObject(refusedFor(words));

    expect(await rows(member)).toEqual(before);
    // Control: with the secret pasted again it goes through.
    await changeConnection(member.ctx, id, { ...change(), clientSecret: 'pasted-again' });
    expect(await rows(member)).not.toEqual(before);
  });

  it('goes through where the secret stays with whom it was pasted for, or where none is stored', async () => {
    const member = await anAdmin();
    const { id, input } = await aSource(member);
    const same: ConnectionChange = {
      senderName: 'Renamed',
      transport: 'smtp',
      overrides: { ...input.overrides, scopes: ['https://outlook.office365.com/.default'], saveToSentItems: false },
    };
    expect(await changeConnection(member.ctx, id, same)).toMatchObject({ hasClientSecret: true });
    await disconnect(member.ctx, id);
    const clientId = randomUUID();
    expect(await changeConnection(member.ctx, id, { clientId })).toMatchObject({ hasClientSecret: false, clientId });
  });
});

it('does not give a new secret the end of the old one', async () => {
  const member = await anAdmin();
  const { id } = await aSource(member);
  await changeConnection(member.ctx, id, { clientSecret: 'another-secret' });
  expect(await getConnection(member.ctx, id)).toMatchObject({ clientSecretExpiresAt: null });
  await changeConnection(member.ctx, id, { clientSecret: 'a-third-secret', clientSecretExpiresAt: end });
  expect(await refreshNow(member.ctx, id)).toMatchObject({ clientSecretExpiresAt: `${end}T00:00:00.000Z` });
});
