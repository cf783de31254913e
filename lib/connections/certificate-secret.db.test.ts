import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '#lib/testing/database.ts';
import { prepare } from '#lib/testing/every-way/prepare.ts';
import { everyWay } from '#lib/testing/every-way/rows.ts';
import { allowNothingBut, useEveryServer } from '#lib/testing/every-way/use-servers.ts';
import { aCertificate, type MadeCertificate } from '#sandbox/testing/certificates.ts';
import {
  applyConnection,
  changeConnection,
  connect,
  createConnection,
  getConnection,
  listConnections,
  replaceSecret,
} from './index.ts';
import { type ConnectionInput, connectionChangeSchemaOf, connectionInputSchema } from './schema.ts';

useDatabase();
const servers = useEveryServer();
beforeEach(() => allowNothingBut([new URL(servers().sandbox.origin).host]));

const dayMs = 86_400_000;
const day = (at: Date) => at.toISOString().slice(0, 10);
const pem = ({ keyPem, certificate }: MadeCertificate) => `${keyPem}${certificate}`;

const byCertificate = everyWay().find(
  ({ provider, grantKind, transport, settings }) =>
    provider === 'microsoft' &&
    grantKind === 'client_credentials' &&
    transport === 'graph' &&
    settings.clientAuthentication === 'certificate' &&
    settings.cloud === 'global',
);

const made: Record<string, MadeCertificate> = {};
const endOfNew = new Date(Date.now() + 90 * dayMs);
beforeAll(() => {
  made.good = aCertificate({ notAfter: endOfNew });
  made.another = aCertificate();
  made.elliptic = aCertificate({ key: 'ec' });
  made.small = aCertificate({ key: 'rsa-1024' });
  made.expired = aCertificate({ notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') });
});

/** Settings of an application that shows a certificate; `more` in place of what is typed. */
function input(more: object = {}): ConnectionInput {
  if (!byCertificate) throw new Error('There is no such way.');
  const { member: _, ...places } = servers();
  const { typed } = prepare(places, byCertificate);
  const { grantKind, transport } = byCertificate;
  const settings = { ...(typed.settings as object), ...byCertificate.settings };
  const one = { provider: 'microsoft', grantKind, transport, senderName: 'Contoso Reports', ...typed, settings };
  return connectionInputSchema.parse({ ...one, ...more });
}

const wrong: [string, () => string, RegExp][] = [
  [
    'two halves that do not belong together',
    () => `${made.good?.keyPem}${made.another?.certificate}`,
    /do not belong together/,
  ],
  ['a certificate that ended', () => pem(made.expired as MadeCertificate), /ended on 1 January 2021/],
  ['a key of a kind that is not taken', () => pem(made.elliptic as MadeCertificate), /not taken here.*RSA/],
  ['a key that is too small', () => pem(made.small as MadeCertificate), /1024 bits, which is too few/],
  [
    'a key that cannot be read',
    () => `-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n${made.good?.certificate}`,
    /cannot be read/,
  ],
];

describe('a certificate that nobody could sign in with', () => {
  it.each(wrong)('is refused by name when it is first saved: %s', async (_what, clientSecret, message) => {
    const { ctx } = servers().member;
    const had = (await listConnections(ctx)).length;
    const given = input({ clientSecret: clientSecret() });
    const field = { path: 'clientSecret', message: expect.stringMatching(message) };
    await expect(createConnection(ctx, given)).rejects.toMatchObject({ code: 'invalid_input', fields: [field] });
    await expect(applyConnection(ctx, given)).rejects.toMatchObject({ fields: [field] });
    expect(await listConnections(ctx)).toHaveLength(had);
  });

  it.each(wrong)('is refused by name in a change and in place of another: %s', async (_what, clientSecret, message) => {
    const { ctx } = servers().member;
    const before = await createConnection(ctx, input());
    const given = { clientSecret: clientSecret(), clientSecretExpiresAt: null };
    const refused = { fields: [{ path: 'clientSecret', message: expect.stringMatching(message) }] };
    await expect(changeConnection(ctx, before.id, given)).rejects.toMatchObject(refused);
    await expect(replaceSecret(ctx, before.id, given)).rejects.toMatchObject(refused);
    expect(await getConnection(ctx, before.id)).toEqual(before);
  });
});

describe('the end of a certificate', () => {
  const told = () => new Date(day(endOfNew)).toISOString();

  it.each<[string, { clientSecretExpiresAt?: string | null }]>([
    ['nothing', {}],
    ['null', { clientSecretExpiresAt: null }],
    ['a day that contradicts it', { clientSecretExpiresAt: '2031-05-05' }],
    ['a day that is over', { clientSecretExpiresAt: '2021-05-05' }],
  ])('is taken from it where %s was typed', async (_what, typed) => {
    const { ctx } = servers().member;
    const clientSecret = pem(made.good as MadeCertificate);
    const { clientSecretExpiresAt: _, ...rest } = input({ clientSecret });
    const first = await createConnection(ctx, connectionInputSchema.parse({ ...rest, ...typed }));
    expect(first.clientSecretExpiresAt).toBe(told());
    const copy = { ...rest, ...typed, clientSecret: undefined, clientSecretFrom: first.id };
    if (typed.clientSecretExpiresAt !== '2021-05-05') {
      const second = await createConnection(ctx, connectionInputSchema.parse(copy));
      expect(second.clientSecretExpiresAt).toBe(told());
    }
  });

  it('stays what it says when only a day is typed, and follows a new one', async () => {
    const { ctx } = servers().member;
    const first = await createConnection(ctx, input({ clientSecret: pem(made.good as MadeCertificate) }));
    const kind = {
      provider: 'microsoft',
      grantKind: 'client_credentials',
      transport: 'graph',
      settings: first.settings,
    } as const;
    const change = (typed: object) =>
      changeConnection(
        ctx,
        first.id,
        connectionChangeSchemaOf({ ...kind, settings: first.settings as Record<string, string> }).parse(typed),
      );
    expect((await change({ clientSecretExpiresAt: '2031-05-05' })).clientSecretExpiresAt).toBe(told());
    const { clientSecretExpiresAt } = await change({ clientSecret: pem(made.another as MadeCertificate) });
    expect(Date.parse(clientSecretExpiresAt ?? '')).toBeGreaterThan(endOfNew.getTime());
  });

  it('is no change when the same file is applied again', async () => {
    const { ctx } = servers().member;
    const given = input({ clientSecret: pem(made.good as MadeCertificate), clientSecretExpiresAt: null });
    expect(await applyConnection(ctx, given)).toMatchObject({ kind: expect.stringMatching(/created|changed/) });
    expect(await applyConnection(ctx, given)).toMatchObject({ kind: 'unchanged' });
  });
});

it('replaces a certificate with one that the provider knows, and keeps the old one where it does not', async () => {
  const { member, sandbox } = servers();
  const { ctx } = member;
  const { id, clientId } = await createConnection(ctx, input());
  expect((await connect(ctx, id, member.browserToken)).connection.problem).toBeNull();
  const given = { clientSecret: pem(made.good as MadeCertificate), clientSecretExpiresAt: null };
  const before = await getConnection(ctx, id);
  await expect(replaceSecret(ctx, id, given)).rejects.toMatchObject({ fields: [{ path: 'clientSecret' }] });
  expect((await getConnection(ctx, id)).clientSecretExpiresAt).toBe(before.clientSecretExpiresAt);
  sandbox.control.addCertificate(clientId, made.good?.certificate ?? '');
  const { clientSecretExpiresAt } = await replaceSecret(ctx, id, given);
  expect(clientSecretExpiresAt).toBe(new Date(day(endOfNew)).toISOString());
});
