import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { redirectUrl } from '#lib/tokens/index.ts';
import type { NewGoogleClient, NewServiceAccount } from '#sandbox/control/google-control.ts';
import type { FaultWish } from '#sandbox/faults/fault-control.ts';
import { startSandbox } from '#sandbox/start-sandbox.ts';
import { type GoogleBehaviour, walkThroughGoogle } from '#sandbox/testing/google-sign-in.ts';
import {
  activateConnection,
  changeConnection,
  connect,
  createConnection,
  disconnect,
  finishConsent,
  getConnection,
  listEvents,
  refreshNow,
  replaceSecret,
  sendTestEmail,
} from './index.ts';
import { type ConnectionInput, connectionInputSchema } from './schema.ts';

type Way = 'gmail' | 'smtp';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
const dir = mkdtempSync(path.join(tmpdir(), 'sandbox-'));
const sender = 'reports@northwind.example';
const recipient = 'dana@northwind.example';
const scopeOf = { gmail: 'https://www.googleapis.com/auth/gmail.send', smtp: 'https://mail.google.com/' };

useDatabase();
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: 0, dir });
  vi.stubEnv('PROVIDERS_FILE', sandbox.providersFile);
  vi.stubEnv('EGRESS_ALLOW', `${new URL(sandbox.origin).host},localhost:${sandbox.googleSmtpPort}`);
});
afterAll(async () => {
  await sandbox.close();
  await rm(dir, { recursive: true, force: true });
});
beforeEach(() => sandbox.control.reset());

const fault = (kind: string, more: Partial<FaultWish> = {}) =>
  sandbox.control.faults.set({ provider: 'google', kind, ...more } as FaultWish);

/** As a request would bring it. */
function create(member: Person, change: object) {
  const base = { ...connectionInput(), provider: 'google', senderAddress: sender, settings: {} };
  return createConnection(member.ctx, connectionInputSchema.parse({ ...base, ...change }) as ConnectionInput);
}

type Mine = { member: Person; id: string; clientId: string };

/** Signs in as a user, by a client made at the sandbox. */
async function asUser(transport: Way, wanted: Partial<NewGoogleClient> = {}): Promise<Mine> {
  const keys = sandbox.control.google.createClient({
    project: 'Northwind',
    audience: 'internal',
    redirectUris: [redirectUrl({ id: 'google' }, '')],
    ...wanted,
  });
  const member = await anAdmin();
  const { clientId, clientSecret } = keys;
  const { id } = await create(member, { transport, clientId, clientSecret });
  return { member, id, clientId };
}

async function consent({ member, id }: Mine, behaviour: Partial<GoogleBehaviour> = {}) {
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const { sentTo } = await walkThroughGoogle(authorizeUrl ?? '', { account: sender, ...behaviour });
  if (!sentTo) throw new Error('Google kept the browser.');
  const { browserToken, signedIn } = member;
  return finishConsent({ url: sentTo, browserToken, signedIn, ip: null });
}

/** Acts for the mailbox, by a service account of which only the key file is pasted. */
async function asRobot(transport: Way, wanted: Partial<NewServiceAccount> = {}, change: object = {}) {
  const keys = sandbox.control.google.createServiceAccount({
    project: 'Northwind',
    delegateScopes: [scopeOf[transport]],
    ...wanted,
  });
  const member = await anAdmin();
  const clientSecret = JSON.stringify(keys.keyFile, null, 2);
  const given = { grantKind: 'client_credentials', transport, clientId: undefined, clientSecret, ...change };
  const { id } = await create(member, given);
  return { member, id, keys };
}

const problemOf = async ({ member, id }: Pick<Mine, 'member' | 'id'>) => {
  const { health, problem, lastConsentProblem } = await getConnection(member.ctx, id);
  return { health, problem, lastConsentProblem };
};

describe.each<Way>(['gmail', 'smtp'])('through %s', (transport) => {
  it('a person consents, the mail arrives, and renewing keeps the refresh token', async () => {
    const mine = await asUser(transport);
    expect(await consent(mine)).toMatchObject({ kind: 'granted', connectionId: mine.id });
    const { ctx } = mine.member;
    const { grant } = await activateConnection(ctx, mine.id);
    expect(grant).toMatchObject({
      account: { address: sender },
      generation: 1,
      hasRefreshToken: true,
      refreshTokenIdleDays: 180,
      accessTokens: [{ resource: transport }],
    });
    expect(await sendTestEmail(ctx, mine.id, recipient)).toMatchObject({ kind: 'accepted', problem: null });
    expect(await sandbox.control.messages(recipient)).toMatchObject([{ via: transport }]);

    await refreshNow(ctx, mine.id);
    expect(await getConnection(ctx, mine.id)).toMatchObject({
      health: 'working',
      grant: { generation: 1, hasRefreshToken: true, stoppedAt: null },
    });
    const [latest] = await listEvents(ctx, mine.id);
    expect(latest).toMatchObject({ kind: 'refreshed' });
    expect(await sendTestEmail(ctx, mine.id, recipient)).toMatchObject({ kind: 'accepted' });
  });

  it('a service account is connected by its key file alone, and the mail arrives', async () => {
    const { member, id, keys } = await asRobot(transport);
    const { authorizeUrl, connection } = await connect(member.ctx, id, member.browserToken);
    expect(authorizeUrl).toBeNull();
    expect(connection).toMatchObject({
      clientId: keys.email,
      settings: { uniqueId: keys.uniqueId },
      health: 'untested',
      problem: null,
      grant: { hasRefreshToken: false },
    });
    await activateConnection(member.ctx, id);
    expect(await sendTestEmail(member.ctx, id, recipient)).toMatchObject({ kind: 'accepted' });
    const [mail] = await sandbox.control.messages(recipient);
    expect(mail).toMatchObject({ via: transport, from: expect.stringContaining(sender) });
    expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'working' });
  });
});

describe('a service account that may not act', () => {
  const connected = async (made: Awaited<ReturnType<typeof asRobot>>) => {
    await connect(made.member.ctx, made.id, made.member.browserToken);
    return problemOf(made);
  };

  it('names the numeric id and the scopes to paste where delegation is missing', async () => {
    const made = await asRobot('gmail', { delegateScopes: [] });
    const { health, problem } = await connected(made);
    expect([health, problem?.code]).toEqual(['blocked', 'google_not_delegated']);
    for (const named of [made.keys.uniqueId, scopeOf.gmail, sandbox.google.links.delegation]) {
      expect(problem?.cure).toContain(named);
    }
  });

  it('does so where it was entered for the e-mail, and works once the number is there', async () => {
    const made = await asRobot('gmail', { delegateScopes: [] });
    sandbox.control.google.delegate('northwind.example', made.keys.email, [scopeOf.gmail]);
    expect((await connected(made)).problem?.cure).toContain(`the number ${made.keys.uniqueId}, not the e-mail`);

    sandbox.control.google.delegate('northwind.example', made.keys.uniqueId, [scopeOf.gmail]);
    expect(await connected(made)).toMatchObject({ health: 'untested', problem: null });
  });

  it('names a deleted key, and goes on with a new one of the same account', async () => {
    const made = await asRobot('gmail');
    sandbox.control.google.deleteKey(made.keys.email, made.keys.keyId);
    expect(await connected(made)).toMatchObject({ health: 'invalid', problem: { code: 'google_key_refused' } });
    const { keyFile } = sandbox.control.google.addKey(made.keys.email);
    const secret = { clientSecret: JSON.stringify(keyFile), clientSecretExpiresAt: null };
    await replaceSecret(made.member.ctx, made.id, secret);
    expect(await connected(made)).toMatchObject({ health: 'untested', problem: null });
  });

  it('asks for its key again, not for a secret, once that is forgotten', async () => {
    const made = await asRobot('gmail');
    await connected(made);
    await disconnect(made.member.ctx, made.id);
    await expect(connected(made)).rejects.toThrow(/^Enter the key again/);
  });

  it('refuses the key of another project by name, before it is tried', async () => {
    const other = sandbox.control.google.createServiceAccount({ project: 'Tailspin' });
    const change = { clientId: 'mail-sender-1@northwind-mail.iam.gserviceaccount.com' };
    const clientSecret = JSON.stringify(other.keyFile);
    await expect(asRobot('gmail', {}, { ...change, clientSecret })).rejects.toThrow(other.email);
  });

  it.each([
    ['a token', 'tokenEndpoint', 400, { error: 'invalid_grant' }, 'invalid', 'google_grant_refused'],
    [
      'to send',
      'apiUrl',
      403,
      { error: { message: 'No.', errors: [{ reason: 'insufficientPermissions' }] } },
      'blocked',
      'google_scopes_not_delegated',
    ],
  ])('is no matter of somebody’s consent where it is refused %s', async (_what, at, status, body, health, code) => {
    const made = await asRobot('gmail');
    const strict = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((ready) => strict.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void strict.close());
    const { port } = strict.address() as AddressInfo;
    allowEgress('127.0.0.1', port);
    const clientSecret = JSON.stringify(made.keys.keyFile);
    const overrides = { [at]: `http://127.0.0.1:${port}` };
    await changeConnection(made.member.ctx, made.id, { clientSecret, overrides } as never);
    await connected(made);
    await sendTestEmail(made.member.ctx, made.id, recipient);
    expect(await problemOf(made)).toMatchObject({ health, problem: { code } });
  });

  it('leads to the page of its own project where the Gmail API is off', async () => {
    const made = await asRobot('gmail', { gmailApi: false });
    await connected(made);
    const { kind, problem } = await sendTestEmail(made.member.ctx, made.id, recipient);
    expect([kind, problem?.code]).toEqual(['refused', 'google_api_disabled']);
    expect(problem?.cure).toMatch(/\/apis\/library\/gmail\.googleapis\.com\?project=\d{6,}\) and press Enable/);
    expect((await problemOf(made)).health).toBe('invalid');
    sandbox.control.google.changeProject('Northwind', { gmailApi: true });
    expect(await sendTestEmail(made.member.ctx, made.id, recipient)).toMatchObject({ kind: 'accepted' });
    expect((await problemOf(made)).health).toBe('working');
  });
});

describe('a consent that is not enough', () => {
  it('says which permission was not ticked, and keeps nothing', async () => {
    const mine = await asUser('gmail');
    expect(await consent(mine, { ticks: [] })).toMatchObject({ kind: 'refused' });
    const { lastConsentProblem } = await problemOf(mine);
    expect(lastConsentProblem).toMatchObject({ code: 'scope_missing', why: expect.stringContaining(scopeOf.gmail) });
    expect(lastConsentProblem?.cure).toContain('tick every box');
    expect(await getConnection(mine.member.ctx, mine.id)).toMatchObject({ grant: null });
  });

  it('names both addresses where another account consented', async () => {
    const mine = await asUser('gmail');
    await consent(mine, { account: recipient });
    const { lastConsentProblem } = await problemOf(mine);
    expect(lastConsentProblem?.code).toBe('wrong_mailbox');
    expect(lastConsentProblem?.why).toMatch(/dana@northwind\.example .*reports@northwind\.example/);
  });

  it('says that somebody pressed Cancel', async () => {
    const mine = await asUser('gmail');
    await consent(mine, { decision: 'cancel' });
    expect((await problemOf(mine)).lastConsentProblem?.code).toBe('consent_cancelled');
  });

  it('refuses scopes that the way of sending cannot use, before anybody consents', async () => {
    const mine = await asUser('smtp');
    const overrides = { scopes: ['openid', 'email', scopeOf.gmail] };
    await expect(changeConnection(mine.member.ctx, mine.id, { overrides } as never)).rejects.toMatchObject({
      fields: [{ path: 'overrides.scopes', message: expect.stringContaining('only tokens of the full scope') }],
    });
  });
});

it('sends, renews and takes over with a broader scope that an admin chose', async () => {
  const mine = await asUser('gmail');
  const { ctx } = mine.member;
  const overrides = { scopes: ['openid', 'email', scopeOf.smtp] };
  await changeConnection(ctx, mine.id, { overrides } as never);
  expect(await consent(mine)).toMatchObject({ kind: 'granted' });
  await refreshNow(ctx, mine.id);
  expect(await problemOf(mine)).toMatchObject({ health: 'untested', problem: null });
  expect(await activateConnection(ctx, mine.id)).toMatchObject({ stage: 'active' });
  expect(await sendTestEmail(ctx, mine.id, recipient)).toMatchObject({ kind: 'accepted' });
});

it('keeps the day on which a grant of an app in Testing ends, from the first answer on', async () => {
  const mine = await asUser('gmail', { audience: 'external', publishing: 'testing', testUsers: [sender] });
  await consent(mine);
  const daysLeft = async () => {
    const { grant } = await getConnection(mine.member.ctx, mine.id);
    expect(grant?.refreshTokenIdleDays).toBeNull();
    return (Date.parse(grant?.refreshTokenEndsAt ?? '') - Date.now()) / 86_400_000;
  };
  expect(await daysLeft()).toBeGreaterThan(6.9);
  await refreshNow(mine.member.ctx, mine.id);
  expect(await daysLeft()).toBeLessThanOrEqual(7);
  expect(await daysLeft()).toBeGreaterThan(6.9);
});

it('does not count down a token that a test saw turned away, and does again after a new consent', async () => {
  const mine = await asUser('gmail');
  await consent(mine);
  const { ctx } = mine.member;
  await activateConnection(ctx, mine.id);
  await sendTestEmail(ctx, mine.id, recipient);
  const held = async () => (await getConnection(ctx, mine.id)).grant?.accessTokens;
  expect(await held()).toMatchObject([{ isRefused: false }]);
  fault('revoke-grant', { account: sender });
  expect(await sendTestEmail(ctx, mine.id, recipient)).toMatchObject({ problem: { code: 'google_grant_revoked' } });
  expect(await held()).toMatchObject([{ isRefused: true }]);
  await consent(mine);
  expect(await held()).toMatchObject([{ isRefused: false }]);
});

it.each([
  ['revoke-grant', 'needs_consent', 'google_grant_revoked'],
  ['password-changed', 'needs_consent', 'google_grant_revoked'],
  ['admin-policy', 'blocked', 'google_admin_policy'],
])('asks for the one who must act after %s', async (kind, health, code) => {
  const mine = await asUser('gmail');
  await consent(mine);
  await activateConnection(mine.member.ctx, mine.id);
  fault(kind, { account: sender });
  await refreshNow(mine.member.ctx, mine.id);
  expect(await problemOf(mine)).toMatchObject({ health, problem: { code } });
});
