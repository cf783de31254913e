import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type AuditEventView, listAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import {
  type Consent,
  startAuthorizationServer,
  type TestAuthorizationServer,
} from '#lib/testing/authorization-server.ts';
import { inputFor, mailbox } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import * as verbs from './index.ts';
import type { ConnectionInput } from './schema.ts';

const canary = 'canary~client~secret';
const secondCanary = 'canary~second~secret';
/** Mail goes to a door that egress keeps closed: an attempt is an act too. */
const closed = 'https://localhost:9';
let server: TestAuthorizationServer;

useDatabase();
beforeAll(async () => {
  server = await startAuthorizationServer();
  vi.stubEnv('EGRESS_ALLOW', new URL(server.origin).host);
});
afterAll(() => server.close());

const settings = (change: Partial<ConnectionInput> = {}) =>
  inputFor(server, {
    grantKind: 'client_credentials',
    clientSecret: canary,
    overrides: { ...server.overridesFor(mailbox.tid), apiUrl: closed },
    ...change,
  });

const created = async (member: Person, change: Partial<ConnectionInput> = {}) =>
  (await verbs.createConnection(member.ctx, settings(change))).id;

async function connected(member: Person): Promise<string> {
  const id = await created(member);
  await verbs.connect(member.ctx, id, member.browserToken);
  return id;
}

async function active(member: Person): Promise<string> {
  const id = await connected(member);
  await verbs.activateConnection(member.ctx, id);
  return id;
}

/** Stands before the callback, with what the browser would bring back. */
async function consented(member: Person, consent: Consent): Promise<() => Promise<string>> {
  const id = await created(member, { grantKind: 'authorization_code' });
  const { authorizeUrl } = await verbs.connect(member.ctx, id, member.browserToken);
  const url = server.consent(authorizeUrl ?? '', consent);
  const { browserToken, signedIn } = member;
  return async () => {
    await verbs.finishConsent({ url, browserToken, signedIn, ip: member.ctx.ip });
    return id;
  };
}

type Verb = keyof typeof verbs;

/** Verbs that change nothing of a tenant's, or nothing that anybody decided. */
const unaudited: Partial<Record<Verb, string>> = {
  destroyUntouched: 'acts by itself, and says so: untouched.db.test.ts',
  finishRevocations: 'ends what somebody decided; an entry of its own tells what came of it',
  foreseeClearing: 'reads',
  foreseeRevocation: 'reads',
  getConnection: 'reads',
  getGrantLife: 'reads',
  getInstallation: 'reads',
  getToday: 'reads',
  kindOfConnection: 'reads',
  listConnections: 'reads',
  listEvents: 'reads',
  problemInFull: 'puts a problem into words',
  purgeConsents: 'sweeps away, across tenants, what ended a day ago',
  readCertificates: 'reads',
  readDiscovery: 'reads',
  readSecretEnds: 'acts by itself, and says where a day changed: secret-ends.db.test.ts',
  sendOwnMail: 'carries what Mailgrant itself says, and changes nothing: notice-mail.db.test.ts',
  takeFurther: 'connects, sends and activates by the verbs for that, which tell',
};

type Told = { action: string; details?: object };
/** Does everything up to the act, and returns the act; it answers whose connection it was. */
type Prepare = (member: Person) => Promise<() => Promise<string>>;

const acts: [verb: Verb, what: string, prepare: Prepare, told: Told][] = [
  [
    'createConnection',
    'saves settings',
    async (member) => () => created(member),
    {
      action: 'connection.created',
      details: { senderAddress: mailbox.address, 'overrides.apiUrl': closed, clientSecret: 'replaced' },
    },
  ],
  [
    'createConnection',
    'copies settings and secret',
    async (member) => {
      const from = settings();
      const { clientSecret: _typed, ...rest } = from;
      const { id } = await verbs.createConnection(member.ctx, from);
      return async () => (await verbs.createConnection(member.ctx, { ...rest, clientSecretFrom: id })).id;
    },
    { action: 'connection.created', details: { clientSecret: 'copied', clientSecretFrom: expect.any(String) } },
  ],
  [
    'changeConnection',
    'changes a plain setting',
    changing({ senderName: 'Another name' }),
    { action: 'connection.changed', details: { senderName: 'Another name' } },
  ],
  [
    'changeConnection',
    'changes where requests go',
    changing({
      clientSecret: secondCanary,
      overrides: { tokenEndpoint: 'https://elsewhere.example/token', scopes: ['one', 'two'] },
    }),
    {
      action: 'connection.changed',
      details: {
        clientSecret: 'replaced',
        'overrides.tokenEndpoint': 'https://elsewhere.example/token',
        'overrides.scopes': ['one', 'two'],
      },
    },
  ],
  [
    'changeConnection',
    'types another secret',
    changing({ clientSecret: secondCanary }),
    { action: 'connection.changed', details: { clientSecret: 'replaced' } },
  ],
  [
    'connect',
    'goes to the consent screen',
    async (member) => {
      const id = await created(member, { grantKind: 'authorization_code' });
      return () => verbs.connect(member.ctx, id, member.browserToken).then(() => id);
    },
    { action: 'connection.consent_begun' },
  ],
  [
    'connect',
    'asks for the application’s token',
    on(created, (member, id) => verbs.connect(member.ctx, id, member.browserToken)),
    { action: 'connection.token_requested' },
  ],
  ['finishConsent', 'brings back a grant', (member) => consented(member, mailbox), { action: 'connection.consented' }],
  [
    'finishConsent',
    'brings back the grant of another mailbox',
    (member) => consented(member, { ...mailbox, oid: randomUUID(), address: 'alex@contoso.com' }),
    { action: 'connection.consent_refused' },
  ],
  [
    'refreshNow',
    'asks for a refresh',
    on(connected, ({ ctx }, id) => verbs.refreshNow(ctx, id)),
    { action: 'connection.refresh_asked' },
  ],
  [
    'replaceSecret',
    'replaces the secret',
    on(active, ({ ctx }, id) =>
      verbs.replaceSecret(ctx, id, { clientSecret: secondCanary, clientSecretExpiresAt: '2027-05-01' }),
    ),
    {
      action: 'connection.secret_replaced',
      details: { provider: 'microsoft', grantKind: 'client_credentials' },
    },
  ],
  [
    'sendTestEmail',
    'tries to send a mail',
    on(connected, ({ ctx }, id) => verbs.sendTestEmail(ctx, id, 'alex@contoso.com')),
    { action: 'connection.test_email', details: { outcome: 'refused' } },
  ],
  [
    'activateConnection',
    'puts it to work',
    on(connected, ({ ctx }, id) => verbs.activateConnection(ctx, id)),
    { action: 'connection.activated' },
  ],
  [
    'disconnect',
    'forgets tokens and secret',
    on(active, ({ ctx }, id) => verbs.disconnect(ctx, id)),
    { action: 'connection.disconnected' },
  ],
  [
    'discardConnection',
    'ends a candidate',
    on(connected, ({ ctx }, id) => verbs.discardConnection(ctx, id)),
    { action: 'connection.discarded' },
  ],
  [
    'applyConnection',
    'makes what a file says',
    async (member) => () => verbs.applyConnection(member.ctx, settings()).then(({ connection }) => connection.id),
    { action: 'connection.created' },
  ],
  [
    'verifyConnection',
    'gets in without a mail',
    on(connected, ({ ctx }, id) => verbs.verifyConnection(ctx, id)),
    { action: 'connection.verified' },
  ],
  [
    'tryConnection',
    'tries what is not saved',
    async (member) => async () => {
      await verbs.tryConnection(member.ctx, { connection: settings(), to: undefined });
      return (await entries(member)).at(-1)?.target?.id ?? '';
    },
    { action: 'connection.tried', details: { outcome: 'accepted' } },
  ],
  [
    'clearConnections',
    'deletes all mail settings',
    on(active, ({ ctx }) => verbs.clearConnections(ctx)),
    { action: 'connection.cleared' },
  ],
];

it('lists every verb that changes something', () => {
  const listed = new Set([...acts.map(([verb]) => verb), ...Object.keys(unaudited)]);
  expect([...listed].toSorted()).toEqual(Object.keys(verbs).toSorted());
});

it.each(acts)('%s tells in the audit log who did it, once: %s', async (_verb, _what, prepare, told) => {
  const member = await anAdmin();
  const act = await prepare(member);
  const before = await entries(member);

  const id = await act();

  const added = (await entries(member)).slice(before.length);
  expect(added).toMatchObject([entry(member, id, told)]);
  await expectNoSecret(member);
});

it('tells of a change only what differs, and of one that changes nothing not at all', async () => {
  const member = await anAdmin();
  const input = settings({ clientSecretExpiresAt: '2099-05-01' });
  const { clientSecret: _typed, provider: _provider, ...same } = input;
  const overrides = { ...same.overrides, saveToSentItems: false };
  const { id, updatedAt } = await verbs.createConnection(member.ctx, { ...input, overrides });
  const before = await entries(member);

  expect(await verbs.changeConnection(member.ctx, id, { ...same, overrides })).toMatchObject({ updatedAt });
  expect(await entries(member)).toEqual(before);

  const directoryId = randomUUID();
  const another = { senderName: 'Another name', settings: { directoryId }, clientSecret: canary };
  await verbs.changeConnection(member.ctx, id, { ...same, ...another });
  const [last] = (await entries(member)).slice(before.length);
  expect(last?.details).toEqual({
    senderName: 'Another name',
    'settings.directoryId': directoryId,
    clientSecret: 'replaced',
    'overrides.saveToSentItems': null,
  });
});

it('tells of the connection that had to go, too, when another takes its place', async () => {
  const member = await anAdmin();
  const predecessor = await active(member);
  const successor = await connected(member);
  const before = await entries(member);

  await verbs.activateConnection(member.ctx, successor);

  const added = (await entries(member)).slice(before.length);
  expect(added).toMatchObject([
    entry(member, predecessor, { action: 'connection.retired', details: { replacedBy: successor } }),
    entry(member, successor, { action: 'connection.activated' }),
  ]);
  await expectNoSecret(member);
});

function changing(change: Parameters<typeof verbs.changeConnection>[2]): Prepare {
  return on(created, ({ ctx }, id) => verbs.changeConnection(ctx, id, change));
}

function on(
  begin: (member: Person) => Promise<string>,
  act: (member: Person, id: string) => Promise<unknown>,
): Prepare {
  return async (member) => {
    const id = await begin(member);
    return () => act(member, id).then(() => id);
  };
}

function entry(member: Person, id: string, { action, details = {} }: Told) {
  const actor = { kind: 'user', id: member.userId, name: 'The admin' };
  return { actor, action, target: { kind: 'connection', id }, ip: member.ctx.ip, details };
}

/** The whole log of a tenant, oldest first. */
async function entries(member: Person): Promise<AuditEventView[]> {
  return (await listAudit(member.ctx, { limit: 200 })).events.toReversed();
}

/** Neither a client secret nor a token, in whatever column; what is not secret is there, so the look would find it. */
async function expectNoSecret(member: Person): Promise<void> {
  const rows = await inTenant(member.ctx.tenantId, (tx) => tx.auditEvent.findMany());
  const text = JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? value.toString() : value));
  expect(text).toContain(mailbox.address);
  expect(text).not.toContain('canary');
  expect(text).not.toMatch(/\b[ar]t-[0-9a-f]{8}-/);
  expect(text).not.toContain(member.browserToken);
}
