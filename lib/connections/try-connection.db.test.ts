import { beforeEach, describe, expect, it } from 'vitest';
import { listAudit } from '#lib/audit/index.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { prepare } from '#lib/testing/every-way/prepare.ts';
import { everyWay, isRefused, nameOf, type Way } from '#lib/testing/every-way/rows.ts';
import { allowNothingBut, useEveryServer } from '#lib/testing/every-way/use-servers.ts';
import { createConnection, tryConnection } from './index.ts';
import { tryInputSchema } from './schema.ts';

const database = useDatabase();
const servers = useEveryServer();

/** One of each provider, grant and transport: what is shown to a server is the matter of another table. */
const ways = [
  ...new Map(
    everyWay()
      .filter((way) => !isRefused(way) && way.security !== 'tls')
      .map((way) => [`${way.provider} ${way.grantKind} ${way.transport}`, way]),
  ).values(),
];
const byItself = ways.filter(({ grantKind }) => grantKind !== 'authorization_code');

beforeEach(() => {
  const { sandbox, oidc, tokenMail, mailHosts } = servers();
  const mail = [sandbox.smtpPort, sandbox.googleSmtpPort].map((port) => `localhost:${port}`);
  const office = [sandbox.plain.smtpPort, sandbox.smtpPort].map((port) => `${mailHosts.office}:${port}`);
  const typed = [...office, `${mailHosts.tokens}:${tokenMail.ports.starttls}`];
  const hosts = [sandbox.origin, oidc.issuer].map((url) => new URL(url).host);
  allowNothingBut([...hosts, ...mail, ...typed]);
});

function prepared(way: Way, more: object = {}) {
  const { member, ...places } = servers();
  const other = prepare(places, way);
  const body = bodyOf(way, other.typed);
  const attempt = () => tryConnection(member.ctx, tryInputSchema.parse({ ...body, ...more }));
  return { ...other, ctx: member.ctx, attempt };
}

/** Everything that a try could leave behind. */
async function rows() {
  const [found] = await database.asSuperuser(`select (select count(*)::int from connections) as connections,
    (select count(*)::int from grants) as grants, (select count(*)::int from access_tokens) as tokens,
    (select count(*)::int from grant_events) as events`);
  return found;
}

it('is there for each provider, grant and transport that needs no person', () => {
  expect(byItself.map(({ provider, grantKind, transport }) => `${provider} ${grantKind} ${transport}`)).toEqual([
    'google client_credentials gmail',
    'google client_credentials smtp',
    'microsoft client_credentials graph',
    'microsoft client_credentials smtp',
    'custom client_credentials smtp',
    'smtp password smtp',
    'smtp none smtp',
  ]);
});

describe.each(byItself.map((way) => [nameOf(way), way] as const))('%s', (_name, way) => {
  it('gets in without a mail, and sends one where somebody is to get it; nothing is stored', async () => {
    const before = await rows();
    const one = prepared(way);
    expect(await one.attempt()).toEqual({ kind: 'accepted', problem: null });
    expect(await one.arrived()).toEqual([]);
    const other = prepared(way);
    const { kind } = await tryConnection(
      other.ctx,
      tryInputSchema.parse({ ...bodyOf(way, other.typed), to: other.recipient }),
    );
    expect(kind).toBe('accepted');
    expect(await other.arrived()).toHaveLength(1);
    expect(await rows()).toEqual(before);
    const { events } = await listAudit(other.ctx, {});
    expect(events[0]).toMatchObject({
      action: 'connection.tried',
      details: { outcome: 'accepted', to: other.recipient },
    });
    expect(JSON.stringify(events)).not.toContain(String(other.typed.clientSecret ?? 'nothing is shown'));
  });
});

function bodyOf(way: Way, typed: Record<string, unknown>) {
  const { provider, grantKind, transport } = way;
  const settings = { ...(typed.settings as object), ...way.settings };
  return { provider, grantKind, transport, senderName: 'Reports', overrides: {}, ...typed, settings };
}

it.each(ways.filter((way) => !byItself.includes(way)).map((way) => [nameOf(way), way] as const))(
  '%s says that a person must consent first',
  async (_name, way) => {
    const said = { code: 'invalid_input', fields: [{ path: 'grantKind', message: expect.stringMatching(/consent/) }] };
    await expect(prepared(way).attempt()).rejects.toMatchObject(said);
  },
);

it('tells what stands in the way, with the settings it is about', async () => {
  const before = await rows();
  const [byPassword] = byItself.filter(({ grantKind }) => grantKind === 'password');
  const [byMicrosoft] = byItself.filter(({ provider, transport }) => provider === 'microsoft' && transport === 'graph');
  if (!byPassword || !byMicrosoft) throw new Error('There are no such ways.');
  expect(await prepared(byPassword, { clientSecret: 'not-the-password' }).attempt()).toMatchObject({
    kind: 'refused',
    problem: { code: 'smtp_wrong_password', fields: ['clientSecret', 'settings.userName'] },
  });
  const clientId = '11111111-2222-3333-4444-555555555555';
  expect(await prepared(byMicrosoft, { clientId }).attempt()).toMatchObject({
    kind: 'refused',
    problem: { class: 'config', fields: expect.arrayContaining(['clientId']) },
  });
  expect(await rows()).toEqual(before);
});

it('uses the secret of another connection only where that would go', async () => {
  const { member, sandbox } = servers();
  const [way] = byItself.filter(({ grantKind }) => grantKind === 'password');
  if (!way) throw new Error('There is no such way.');
  const { typed } = prepared(way);
  const body = bodyOf(way, typed);
  const saved = tryInputSchema.parse(body).connection;
  const { id } = await createConnection(member.ctx, saved);
  const copy = { ...body, clientSecret: undefined, clientSecretFrom: id };
  expect(await tryConnection(member.ctx, tryInputSchema.parse(copy))).toEqual({ kind: 'accepted', problem: null });
  const elsewhere = { ...saved.overrides, smtpPort: sandbox.smtpPort };
  const refused = { fields: [{ path: 'clientSecret' }] };
  await expect(
    tryConnection(member.ctx, tryInputSchema.parse({ ...copy, overrides: elsewhere })),
  ).rejects.toMatchObject(refused);
});

it('names what is wrong in the settings where a connection would, and in whom to write to', () => {
  const read = tryInputSchema.safeParse({ provider: 'smtp', grantKind: 'none', transport: 'smtp', to: 'nobody' });
  expect(read.error?.issues.map(({ path }) => path.join('.'))).toEqual(['to']);
  const settings = tryInputSchema.safeParse({ provider: 'smtp', grantKind: 'none', transport: 'smtp', overrides: {} });
  expect(settings.error?.issues.map(({ path }) => path.join('.'))).toContain('overrides.smtpHost');
});
