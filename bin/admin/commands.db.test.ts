import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { findApiKey, findOperatorContext, listMembers, signIn } from '#lib/accounts/index.ts';
import { listAudit } from '#lib/audit/index.ts';
import { connect, finishConsent, getConnection, listConnections } from '#lib/connections/index.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { continueRotation, type KeysStatus } from '#lib/keys/index.ts';
import { aPerson } from '#lib/testing/a-tenant.ts';
import { inputFor, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { type Outcome, run } from './run.ts';

useDatabase();
const strict = useStrictServer();

const secret = 'abc8Q~canary-of-the-command';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailgrant-admin-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A command as it was typed, with the database of this test. */
function admin(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const surroundings = { env: { ...env }, folder, ask: null };
  return run(args, surroundings, (act) => act({ kind: 'operator', name: 'root' }));
}

/** The one document of a command, which says nothing else. */
async function json<T>(args: string[], env?: Record<string, string>): Promise<T & { exitCode: number }> {
  const { exitCode, stdout, stderr } = await admin([...args, '--json'], env);
  expect(stderr).toBe('');
  return { ...(JSON.parse(stdout) as T), exitCode };
}

let tenants = 0;
let slug = '';
beforeEach(() => {
  tenants += 1;
  slug = `contoso-${tenants}`;
});
const tenant = () => admin(['tenant', 'create', '--slug', slug, '--name', 'Contoso Ltd']);

async function operator() {
  const ctx = await findOperatorContext({ kind: 'operator', name: 'the test' }, slug);
  if (!ctx) throw new Error('There is no such tenant.');
  return ctx;
}

it('makes a tenant, a person who signs in and a key that opens it, once each', async () => {
  expect(await tenant()).toEqual({ exitCode: 0, stdout: `Made the tenant “Contoso Ltd” (${slug}).\n`, stderr: '' });
  expect(await tenant()).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: '--slug: This short name is taken. Choose another.\n',
  });

  const email = `avery@${slug}.example`;
  const user = ['user', 'create', '--email', email, '--name', 'Avery', '--tenant', slug, '--role', 'admin'];
  const { password } = await json<{ password: string }>([...user, '--generate-password']);
  expect(await signIn(email, password, { ip: null, deviceToken: null })).toMatchObject({ email, name: 'Avery' });
  const again = await json<{ error: object }>(user.slice(0, 6), { MAILGRANT_USER_PASSWORD: password });
  expect(again).toMatchObject({ exitCode: 1, error: { code: 'conflict', fields: [{ field: '--email' }] } });

  const key = ['key', 'create', '--tenant', slug, '--name', 'Deployment', '--scope', 'connections:admin'];
  const made = await admin([...key, '--scope', 'audit:read']);
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  const found = await findApiKey(made.stdout.trim().split('\n').at(-1) ?? '', null);
  expect(found).toMatchObject({ tenantSlug: slug, actor: { scopes: ['connections:admin', 'audit:read'] } });
  const nowhere = await admin(['key', 'create', '--tenant', 'nowhere', '--name', 'x', '--scope', 'audit:read']);
  expect(nowhere).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('--tenant: There is no tenant “nowhere”.'),
  });

  const { events } = await listAudit(await operator());
  expect(events.filter(({ actor }) => actor.kind === 'operator').map(({ action }) => action)).toEqual([
    'api_key.created',
    'member.added',
    'tenant.created',
  ]);
});

it('lets a person who signs in already into a second tenant, once, and leaves their password alone', async () => {
  await tenant();
  const other = `fabrikam-${tenants}`;
  await admin(['tenant', 'create', '--slug', other, '--name', 'Fabrikam']);
  const email = `avery@${slug}.example`;
  const user = (place: string, role: string) => [
    'user',
    'create',
    '--email',
    email,
    '--name',
    'Somebody',
    '--tenant',
    place,
    '--role',
    role,
  ];
  const { password } = await json<{ password: string }>([...user(slug, 'admin'), '--generate-password']);

  expect(await admin(user(other, 'analyst'))).toEqual({
    exitCode: 0,
    stdout: `Added Somebody <${email}>, who is analyst of the tenant ${other} now. Their name and password stay as they are.\n`,
    stderr: '',
  });
  const again = [...user(other, 'analyst'), '--generate-password'];
  expect(await json(again)).toEqual({
    exitCode: 0,
    result: 'unchanged',
    user: { id: expect.any(String), email, name: 'Somebody' },
    membership: { tenant: other, role: 'analyst' },
  });
  const higher = await admin(user(other, 'admin'));
  expect(higher).toMatchObject({ exitCode: 1, stdout: '' });
  expect(higher.stderr).toMatch(/^--role: .+ is analyst of the tenant .+ already\. Give --role analyst, or let an /);
  expect(await signIn(email, password, { ip: null, deviceToken: null })).toMatchObject({ email });

  slug = other;
  const ctx = await operator();
  expect(await listMembers(ctx)).toMatchObject([{ email, role: 'analyst' }]);
  const { events } = await listAudit(ctx);
  expect(events.map(({ action }) => action)).toEqual(['member.added', 'tenant.created']);
  // Nobody signs in with this one: without a password there is no new person.
  const nobody = [
    'user',
    'create',
    '--email',
    `new@${slug}.example`,
    '--name',
    'N',
    '--tenant',
    slug,
    '--role',
    'viewer',
  ];
  expect(await admin(nobody)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Give the password by') });
});

const env = { CLIENT_SECRET: secret };

async function write(change: object = {}): Promise<string[]> {
  const input = inputFor(strict.server, { grantKind: 'client_credentials' });
  const wanted = { tenant: slug, ...input, clientSecret: { env: 'CLIENT_SECRET' }, ...change };
  await writeFile(path.join(folder, 'wanted.json'), JSON.stringify(wanted));
  return ['connection', 'apply', 'wanted.json'];
}

type Applying = { result: string; active: boolean; connection: ConnectionView; error?: { message: string } };

it('brings a connection to what the file says, once, and tells what works', async () => {
  await tenant();
  const status = ['connection', 'status', '--tenant', slug];
  expect(await admin(status)).toMatchObject({
    exitCode: 3,
    stdout: expect.stringContaining('No connection is active'),
  });

  const apply = await write({ activate: true });
  const created = await json<Applying>(apply, env);
  expect(created).toMatchObject({ exitCode: 0, result: 'created', active: true });
  const { id, clientId } = created.connection;
  const again = await write({ activate: true, clientId });
  const before = await listAudit(await operator());
  const unchanged = await admin(again, env);
  expect(unchanged).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Unchanged: .+\nIt is active\.\n$/) });
  expect(await listAudit(await operator())).toEqual(before);
  const told = await admin(status);
  expect(told).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(id) });
  expect(told.stdout).toMatch(/^ {2}Health: untested: it got its token \S+; no test e-mail has gone through it with /m);

  // Another name is another candidate: without `activate` it waits beside the one that sends.
  const beside = await json<Applying>(await write({ clientId, senderName: 'Alerts' }), env);
  expect(beside).toMatchObject({ exitCode: 0, result: 'candidate_beside_active', active: false });
  const taken = await admin(await write({ clientId, senderName: 'Alerts', activate: true }), env);
  expect(taken.stdout).toMatch(/^Unchanged: .+\nIt is active\.\n$/);
  expect(await listConnections(await operator())).toMatchObject([{ id: beside.connection.id, stage: 'active' }]);
});

it('says what was saved and what was not where no token can be had, and leaves the active connection alone', async () => {
  await tenant();
  const { connection } = await json<Applying>(await write({ activate: true }), env);
  const { clientId } = connection;
  strict.server.intervene(async (_asked, response) => {
    const refusal = { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' };
    response.writeHead(401, { 'Content-Type': 'application/json' }).end(JSON.stringify(refusal));
    return 'handled';
  });
  const file = await write({ clientId, senderName: 'Alerts', activate: true });
  const failed = await admin(file, env);
  expect(failed).toMatchObject({ exitCode: 1, stdout: '' });
  expect(failed.stderr).toMatch(
    /^Created beside the active connection: .+\nSaved, but not working: .+\nNot activated\. The active connection keeps sending\.\n$/,
  );
  expect(await json<Applying>(file, env)).toMatchObject({
    exitCode: 1,
    result: 'unchanged',
    error: { code: 'not_working', message: expect.any(String) },
  });
  expect(await getConnection(await operator(), connection.id)).toMatchObject({ stage: 'active' });
  strict.server.intervene(undefined);
  expect(await json<Applying>(file, env)).toMatchObject({ exitCode: 0, result: 'unchanged', active: true });
});

it('leaves to a person what only a person can do, says where, and goes on from there', async () => {
  await tenant();
  const change = { grantKind: 'authorization_code', activate: true };
  const applied = await admin(await write(change), env);
  expect(applied).toMatchObject({ exitCode: 0, stderr: '' });
  const ctx = await operator();
  const [{ id, clientId } = { id: '', clientId: '' }] = await listConnections(ctx);
  expect(applied.stdout).toContain(`open http://localhost:3000/t/${slug}/mail/connections/${id} and press Connect.`);

  const { browserToken, signedIn, ...person } = await aPerson({ id: ctx.tenantId, slug }, 'admin');
  const { authorizeUrl } = await connect(person.ctx, id, browserToken);
  const url = strict.server.consent(authorizeUrl ?? '', mailbox);
  await finishConsent({ url, browserToken, signedIn, ip: null });
  const again = await json<Applying>(await write({ ...change, clientId }), env);
  expect(again).toMatchObject({ exitCode: 0, result: 'unchanged', active: true, connection: { id } });
});

it('activates nothing that did not bring the test e-mail there', async () => {
  await tenant();
  const { overrides } = inputFor(strict.server);
  // A server that knows nothing of sending mail.
  const change = { overrides: { ...overrides, apiUrl: strict.server.origin }, testRecipient: 'avery@contoso.com' };
  const refused = await json<Applying>(await write({ ...change, activate: true }), env);
  expect(refused).toMatchObject({ exitCode: 1, result: 'created', active: false });
  expect(refused.error?.message).toMatch(/^The test e-mail to avery@contoso\.com /);
  expect(await listConnections(await operator())).toMatchObject([{ stage: 'candidate' }]);
});

it('keeps the secret out of everything it says', async () => {
  await tenant();
  const said: string[] = [];
  for (const change of [
    {},
    {},
    { senderName: 'Alerts' },
    { clientSecret: secret },
    { clientSecret: secret, tenant: 'x' },
  ]) {
    for (const more of [[], ['--json']]) {
      const { stdout, stderr } = await admin([...(await write(change)), ...more], env);
      said.push(stdout, stderr);
    }
  }
  said.push((await admin(['connection', 'status', '--tenant', slug, '--json'])).stdout);
  expect(said.join('')).toContain('reports@contoso.com');
  expect(said.join('')).not.toContain(secret);
  expect(said.filter((text) => text.includes('clientSecret: A secret must not stand in the file'))).toHaveLength(4);
  // The same look finds what is there: the file that was refused.
  expect(await readFile(path.join(folder, 'wanted.json'), 'utf8')).toContain(secret);
});

it('tells what each key seals, rotates, and retires what seals nothing any more', async () => {
  await tenant();
  await admin(await write(), env);
  const before = await json<KeysStatus>(['keys', 'status']);
  expect(before).toMatchObject({ exitCode: 0, rotation: null, unreadable: [] });
  const sealed = before.keys.find(({ kid }) => kid === 'd1')?.seals ?? 0;
  expect(sealed).toBeGreaterThan(0);

  const rotated = await admin(['keys', 'rotate']);
  expect(rotated).toMatchObject({ exitCode: 0, stderr: '' });
  expect(rotated.stdout).toMatch(/^The data key d2 seals from now on, in \d+ tenants?\.\n/);
  const inUse = await admin(['keys', 'retire', 'd1']);
  expect(inUse).toMatchObject({ exitCode: 1, stdout: '' });
  expect(inUse.stderr).toContain(`The key d1 is in use: ${sealed} values are sealed by it, such as `);

  await continueRotation(new AbortController().signal);
  const { stdout } = await admin(['keys', 'status']);
  expect(stdout).toMatch(/^Key +Kind +Seals +State\ntest +operator key +\d+ data keys +in use for everything new\n/);
  expect(stdout).toMatch(
    new RegExp(
      `\\nd2 +data key +${sealed} values +in use for everything new\\nd1 +data key +0 values +can be retired\\n`,
    ),
  );
  expect(stdout).toMatch(new RegExp(`Last rotation: begun .+ by root; through: ${sealed} of ${sealed} values`));

  const retired = { exitCode: 0, stdout: 'Removed the key d1: nothing was sealed by it any more.\n', stderr: '' };
  expect(await admin(['keys', 'retire', 'd1'])).toEqual(retired);
  expect(await admin(['keys', 'retire', 'd1'])).toMatchObject({
    exitCode: 1,
    stderr: 'There is no key d1. There is: test, d2.\n',
  });
  expect(await admin(['keys', 'retire'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('KID') });
  expect((await admin(['keys', 'rotate'])).stdout).toContain('MAILGRANT_KEYS names nothing newer');
});
