import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { startConnectProxy } from '#lib/testing/connect-proxy.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { startWebServer, type WebServer } from '#lib/testing/web-server.ts';
import { redirectUrl } from '#lib/tokens/index.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import { walkThrough } from '#sandbox/testing/sign-in.ts';
import {
  activateConnection,
  applyConnection,
  changeConnection,
  connect,
  createConnection,
  disconnect,
  finishConsent,
  getConnection,
  readSecretEnds,
  replaceSecret,
  verifyConnection,
} from './index.ts';
import type { ConnectionInput } from './schema.ts';

let sandbox: Awaited<ReturnType<typeof runSandbox>>;

const database = useDatabase();
beforeAll(async () => {
  sandbox = await runSandbox();
  vi.stubEnv('PROVIDERS_FILE', sandbox.providersFile);
  vi.stubEnv('EGRESS_ALLOW', `${new URL(sandbox.origin).host},localhost:${sandbox.smtpPort}`);
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.reset());
afterEach(() => {
  vi.useRealTimers();
});

const sender = 'reports@contoso.example';
const dayMs = 86_400_000;
const endsAt = '2027-05-20T08:10:11.000Z';
const directory = 'contoso.example';

type Held = { member: Person; id: string; clientId: string; secretId: string; input: ConnectionInput };

/** An application that signs in by itself, and may send; `permissions` besides. */
async function anApplication(permissions: string[], change: Partial<ConnectionInput> = {}): Promise<Held> {
  const app = sandbox.control.createRegistration({
    directory,
    name: 'Reports',
    applicationPermissions: ['Mail.Send', 'SMTP.SendAsApp', ...permissions],
    adminConsent: true,
    secretEndsAt: endsAt,
  });
  const member = await anAdmin();
  const input = connectionInput({
    grantKind: 'client_credentials',
    senderAddress: sender,
    clientId: app.clientId,
    settings: { directoryId: app.directoryId },
    clientSecret: app.secretValue,
    clientSecretExpiresAt: '2027-01-01',
    ...change,
  });
  const { id } = await createConnection(member.ctx, input);
  return { member, id, clientId: app.clientId, secretId: app.secretId, input };
}

/** One that a person consented to, with an application whose administrator allowed more than is asked for. */
async function aPersonsGrant(delegatedPermissions: string[]): Promise<Held> {
  const app = sandbox.control.createRegistration({
    directory,
    name: 'Reports',
    redirectUris: [redirectUrl({ id: 'microsoft' }, '')],
    delegatedPermissions,
    adminConsent: true,
    secretEndsAt: endsAt,
  });
  const member = await anAdmin();
  const input = connectionInput({
    senderAddress: sender,
    clientId: app.clientId,
    settings: { directoryId: app.directoryId },
    clientSecret: app.secretValue,
    clientSecretExpiresAt: '2027-01-01',
  });
  const { id } = await createConnection(member.ctx, input);
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const { sentTo } = await walkThrough(authorizeUrl ?? '', { account: sender });
  const { browserToken, signedIn } = member;
  const end = await finishConsent({ url: sentTo ?? new URL('http://nowhere'), browserToken, signedIn, ip: null });
  expect(end).toMatchObject({ kind: 'granted' });
  return { member, id, clientId: app.clientId, secretId: app.secretId, input };
}

const join = ({ member, id }: Held) => connect(member.ctx, id, member.browserToken);
const viewOf = ({ member, id }: Held) => getConnection(member.ctx, id);
const asked = () => sandbox.control.requests().filter(({ what }) => what === 'applications').length;
const dueOf = ({ member, id }: Held) =>
  inTenant(member.ctx.tenantId, (tx) => tx.connection.findUniqueOrThrow({ where: { id } })).then(
    ({ secretEndDueAt }) => secretEndDueAt,
  );
const told = ({ member }: Held) =>
  inTenant(member.ctx.tenantId, (tx) =>
    tx.auditEvent.findMany({ where: { action: 'connection.secret_end_read' }, orderBy: { id: 'asc' } }),
  );
/** As “Delete” on the application's page does. */
async function takeOff({ clientId }: Held, list: 'secrets' | 'certificates', named: Record<string, string>) {
  const address = `${sandbox.origin}/entra/registrations/${clientId}/${list}/delete`;
  const { status } = await fetch(address, { method: 'POST', body: new URLSearchParams(named), redirect: 'manual' });
  expect(status).toBe(303);
}

/** So many workers find it due before the first of them can take it. */
async function everyWorkerAtOnce({ id }: Held, workers: number) {
  const blocking = await database.superuserSession();
  await blocking.query('begin');
  await blocking.query('select from connections where id = $1 for update', [id]);
  const reading = Promise.all(Array.from({ length: workers }, () => readSecretEnds()));
  await vi.waitFor(async () => {
    const look = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    expect(await database.asSuperuser(look)).toHaveLength(workers);
  });
  await blocking.query('commit');
  await reading;
}

const asEntered = {
  clientSecretExpiresAt: '2027-01-01T00:00:00.000Z',
  secretEndSource: 'entered',
  secretEndReadAt: null,
  secretUnlistedAt: null,
};

describe('an application that may read its own registration', () => {
  it.each(['graph', 'smtp'] as const)('has the end of its secret read, sending by %s', async (transport) => {
    const held = await anApplication(['Application.Read.All'], { transport });
    expect(await viewOf(held)).toMatchObject(asEntered);
    await readSecretEnds();
    expect(asked()).toBe(0);

    const { connection } = await join(held);
    await readSecretEnds();

    expect(asked()).toBe(1);
    const view = await viewOf(held);
    expect(view).toMatchObject({
      clientSecretExpiresAt: endsAt,
      secretEndSource: 'provider',
      secretEndReadAt: expect.any(String),
      secretUnlistedAt: null,
      health: connection.health,
      updatedAt: connection.updatedAt,
    });
    expect(await told(held)).toMatchObject([
      { actorKind: 'system', details: { clientSecretExpiresAt: '2027-05-20', before: '2027-01-01' } },
    ]);
    // A candidate is not read again before somebody does something with it.
    expect(await dueOf(held)).toBeNull();
  });

  it('has it read once a day while it is in use, and at once with another secret', async () => {
    const held = await anApplication(['Application.Read.All']);
    await join(held);
    await activateConnection(held.member.ctx, held.id);
    await readSecretEnds();
    expect(asked()).toBe(1);
    const due = (await dueOf(held))?.getTime() ?? 0;
    expect(due - Date.now()).toBeGreaterThan(dayMs - 60_000);
    expect(due - Date.now()).toBeLessThan(1.2 * dayMs + 1);

    vi.useFakeTimers({ toFake: ['Date'], now: due - 1_000 });
    await readSecretEnds();
    expect(asked()).toBe(1);
    vi.setSystemTime(due);
    await everyWorkerAtOnce(held, 3);
    expect(asked()).toBe(2);
    expect(await told(held)).toHaveLength(1);

    const { secretValue } = sandbox.control.addSecret(held.clientId, '2028-02-02T00:00:00Z');
    const secret = { clientSecret: secretValue, clientSecretExpiresAt: null };
    expect(await replaceSecret(held.member.ctx, held.id, secret)).toMatchObject({
      ...asEntered,
      clientSecretExpiresAt: null,
      secretEndSource: null,
    });
    await readSecretEnds();
    expect(await viewOf(held)).toMatchObject({ clientSecretExpiresAt: '2028-02-02T00:00:00.000Z' });
    expect((await told(held)).at(-1)).toMatchObject({ details: { before: null, clientSecretExpiresAt: '2028-02-02' } });
  });

  it('is activated for the token it sends with, whatever that of the list lives', async () => {
    const held = await anApplication(['Application.Read.All'], { transport: 'smtp' });
    await join(held);
    await readSecretEnds();
    const { ctx } = held.member;
    const far = new Date(Date.now() + 10 * dayMs);
    const inStore = await inTenant(ctx.tenantId, async (tx) => {
      await tx.accessToken.updateMany({ where: { resource: 'graph' }, data: { expiresAt: far } });
      return tx.accessToken.findMany({ orderBy: { resource: 'asc' } });
    });
    expect(inStore.map(({ resource }) => resource)).toEqual(['graph', 'outlook']);
    const { grant } = await activateConnection(ctx, held.id);
    expect(grant?.nextRefreshAt).not.toBeNull();
    expect(Date.parse(grant?.nextRefreshAt ?? '')).toBeLessThan(inStore[1]?.expiresAt.getTime() ?? 0);
  });

  it('hears that its secret was taken off the list, and keeps the day it knew', async () => {
    const held = await anApplication(['Application.Read.All']);
    await join(held);
    sandbox.control.addSecret(held.clientId);
    await takeOff(held, 'secrets', { secretId: held.secretId });
    await readSecretEnds();
    expect(await viewOf(held)).toMatchObject({
      ...asEntered,
      secretEndReadAt: expect.any(String),
      secretUnlistedAt: expect.any(String),
      problem: null,
    });
  });
});

it('is refused without the permission: the day that was entered stays, and nothing is a problem', async () => {
  const held = await anApplication([]);
  const { connection } = await join(held);
  await readSecretEnds();
  expect(asked()).toBe(1);
  expect(await viewOf(held)).toEqual(connection);
  expect(await told(held)).toEqual([]);
  await verifyConnection(held.member.ctx, held.id);
  await readSecretEnds();
  expect(asked()).toBe(2);
});

it('asks with a person’s grant only where the grant says that it may', async () => {
  const without = await aPersonsGrant(['Mail.Send']);
  await readSecretEnds();
  expect(asked()).toBe(0);
  expect(await viewOf(without)).toMatchObject(asEntered);
  const allowed = await aPersonsGrant(['Mail.Send', 'Application.Read.All']);
  await readSecretEnds();
  expect(asked()).toBe(1);
  expect(await viewOf(allowed)).toMatchObject({ clientSecretExpiresAt: endsAt, secretEndSource: 'provider' });
});

it.each([
  ['graph', 'mail', 1],
  // By this one the list's token comes too.
  ['smtp', 'authorization', 2],
] as const)('sending by %s, is asked through the proxy of %s', async (transport, use, times) => {
  const proxy = await startConnectProxy();
  onTestFinished(() => proxy.close());
  allowEgress('127.0.0.1', proxy.port);
  const through = { kind: 'http' as const, host: '127.0.0.1', port: proxy.port, userName: '', uses: [use] };
  const held = await anApplication(['Application.Read.All'], { transport, proxy: through });
  await join(held);
  proxy.seen.length = 0;
  await readSecretEnds();
  expect(proxy.seen).toEqual(Array(times).fill(new URL(sandbox.origin).host));
});

describe('a certificate', () => {
  const notAfter = new Date('2027-09-09T09:09:09Z');
  const ofItself = { clientSecretExpiresAt: '2027-09-09T00:00:00.000Z', secretEndSource: 'certificate' };

  async function byCertificate() {
    const { keyPem, certificate } = aCertificate({ notAfter });
    const held = await anApplication(['Application.Read.All'], { clientSecret: `${keyPem}${certificate}` });
    const settings = { ...held.input.settings, clientAuthentication: 'certificate' };
    const { id } = await createConnection(held.member.ctx, { ...held.input, settings });
    const { certificateId } = sandbox.control.addCertificate(held.clientId, certificate);
    const one = { ...held, id };
    await join(one);
    return { held: one, certificate, certificateId };
  }

  it('tells its end itself, and is looked for in the list all the same', async () => {
    const { held } = await byCertificate();
    expect(await viewOf(held)).toMatchObject({ ...ofItself, secretEndReadAt: null });
    await readSecretEnds();
    expect(await viewOf(held)).toMatchObject({ ...ofItself, secretEndReadAt: expect.any(String) });
    expect(await told(held)).toEqual([]);
  });

  it('ends when the provider ends it, if that is sooner', async () => {
    const { held } = await byCertificate();
    sandbox.control.expireCertificate(held.clientId);
    await readSecretEnds();
    const { secretEndSource, clientSecretExpiresAt } = await viewOf(held);
    expect(secretEndSource).toBe('provider');
    expect(Date.parse(clientSecretExpiresAt ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it('that was taken off the list is said to be, and back on it no longer', async () => {
    const { held, certificate, certificateId } = await byCertificate();
    await takeOff(held, 'certificates', { certificateId });
    await readSecretEnds();
    expect(await viewOf(held)).toMatchObject({ ...ofItself, secretUnlistedAt: expect.any(String) });
    sandbox.control.addCertificate(held.clientId, certificate);
    await activateConnection(held.member.ctx, held.id);
    await readSecretEnds();
    expect(await viewOf(held)).toMatchObject({ ...ofItself, secretUnlistedAt: null });
  });
});

describe('an answer that tells nothing', () => {
  type Said = { status: number; body?: string; headers?: Record<string, string> };
  let say: Said | null = null;
  let requests = 0;
  let meanwhile = async (): Promise<unknown> => undefined;
  let server: WebServer;
  beforeAll(async () => {
    server = await startWebServer(async (_request, response) => {
      requests++;
      await meanwhile();
      if (say) response.writeHead(say.status, say.headers).end(say.body ?? '');
      else response.destroy();
    });
    allowEgress('127.0.0.1', server.port);
  });
  afterAll(() => server.close());
  const fault = (code: string) => JSON.stringify({ error: { code, message: 'Insufficient privileges.' } });

  // How long until the next look, of a connection in use: an hour where it may pass, else a day; up to a fifth more.
  it.each<[string, Said | null, number]>([
    ['no permission', { status: 403, body: fault('Authorization_RequestDenied') }, 24],
    ['no such application there', { status: 404, body: fault('Request_ResourceNotFound') }, 24],
    ['a token it does not take', { status: 401, body: fault('InvalidAuthenticationToken') }, 24],
    ['a page instead of data', { status: 200, body: '<html>Welcome</html>' }, 24],
    ['data of another kind', { status: 200, body: '{"value":[]}' }, 24],
    ['a server in trouble', { status: 503, body: '<html>Service unavailable</html>' }, 1],
    ['too many requests', { status: 429, headers: { 'retry-after': '7200' } }, 2],
    ['a redirect', { status: 302, headers: { location: 'https://login.example/' } }, 1],
    ['silence at the door', null, 1],
  ])('leaves everything as it was: %s', async (_what, said, hours) => {
    const overrides = { apiUrl: `http://127.0.0.1:${server.port}` };
    const held = await anApplication(['Application.Read.All'], { overrides });
    await join(held);
    await activateConnection(held.member.ctx, held.id);
    const before = await viewOf(held);
    [say, requests] = [said, 0];

    await readSecretEnds();

    expect(requests).toBe(1);
    expect(await viewOf(held)).toEqual(before);
    expect(before).toMatchObject(asEntered);
    const waits = ((await dueOf(held))?.getTime() ?? 0) - Date.now();
    expect(waits / 3_600_000).toBeGreaterThan(hours * 0.99);
    expect(waits / 3_600_000).toBeLessThan(hours * 1.2 + 0.01);
  });

  it.each([true, false])('is what comes of a secret that is another by now: %s', async (isChanged) => {
    const overrides = { apiUrl: `http://127.0.0.1:${server.port}` };
    const held = await anApplication([], { overrides });
    await join(held);
    const { ctx } = held.member;
    const hint = held.input.clientSecret?.slice(0, 3);
    say = { status: 200, body: JSON.stringify({ passwordCredentials: [{ hint, endDateTime: endsAt }] }) };
    const change = isChanged ? { clientSecret: 'another', clientSecretExpiresAt: '2027-01-01' } : {};
    meanwhile = () => changeConnection(ctx, held.id, change);
    await readSecretEnds();
    meanwhile = async () => undefined;
    expect(await viewOf(held)).toMatchObject(isChanged ? asEntered : { clientSecretExpiresAt: endsAt });
  });
});

describe('what was read', () => {
  const read = { clientSecretExpiresAt: endsAt, secretEndSource: 'provider' };
  async function aRead() {
    const held = await anApplication(['Application.Read.All']);
    await join(held);
    await readSecretEnds();
    expect(await viewOf(held)).toMatchObject(read);
    return held;
  }

  it('stays where another day is typed for the same secret, and is copied with it', async () => {
    const held = await aRead();
    const { ctx } = held.member;
    const typed = { clientSecretExpiresAt: '2031-01-01', senderName: 'Else' };
    expect(await changeConnection(ctx, held.id, typed)).toMatchObject({ ...read, senderName: 'Else' });
    const { clientSecret: _, ...rest } = held.input;
    expect(await createConnection(ctx, { ...rest, clientSecretFrom: held.id })).toMatchObject(read);
  });

  it('is no difference to a file that names the day somebody entered', async () => {
    const held = await aRead();
    const applied = await applyConnection(held.member.ctx, held.input);
    expect(applied).toMatchObject({ kind: 'unchanged', connection: { id: held.id, ...read } });
  });

  it('goes with the secret it was read of', async () => {
    const held = await aRead();
    const { ctx } = held.member;
    const none = { clientSecretExpiresAt: null, secretEndSource: null, secretEndReadAt: null };
    expect(await changeConnection(ctx, held.id, { clientSecret: 'another-secret' })).toMatchObject(none);
    const other = await aRead();
    expect(await disconnect(other.member.ctx, other.id)).toMatchObject(none);
  });
});
