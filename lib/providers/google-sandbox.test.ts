import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { egressFetch } from '#lib/egress/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import {
  createAuthorization,
  exchangeCode,
  OAuthRefusal,
  refreshGrant,
  requestByJwtBearer,
  type TokenAnswer,
} from '#lib/oauth/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { aMail, signedInBy, via } from '#lib/testing/outgoing-mail.ts';
import { transport } from '#lib/transports/index.ts';
import type { FaultWish } from '#sandbox/faults/fault-control.ts';
import { gmailFaults } from '#sandbox/google/gmail-errors.ts';
import { refusals } from '#sandbox/google/replies.ts';
import { googleRedirectUri as redirectUri, walkThroughGoogle } from '#sandbox/testing/google-sign-in.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import { classify } from './classify.ts';
import { google } from './google.ts';
import { missingScopes } from './missing-scopes.ts';
import { applicationProblems } from './schema.ts';
import type { TransportId } from './types.ts';

const sender = 'reports@northwind.example';
const ways = ['gmail', 'smtp'] as const;
let sandbox: Awaited<ReturnType<typeof runSandbox>>;

beforeAll(async () => {
  sandbox = await runSandbox();
  allowEgress('localhost', Number(new URL(sandbox.origin).port));
  allowEgress('localhost', sandbox.googleSmtpPort);
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.reset());

/** What every connection would have from the provider's data. */
function theProvider(way: TransportId) {
  const provider = google(sandbox.providers.google);
  const endpoints = provider.endpoints({});
  const fetch = (url: string, init: RequestInit) =>
    egressFetch(url, { ...init, caCertificate: endpoints.caCertificate });
  return { provider, endpoints, server: endpoints, access: provider.access(way), fetch };
}

const bySecret = (secret: string) => ({ method: 'client_secret_post' as const, secret: new Secret(secret) });

/** One that signs in as a person, by a client made at the sandbox. */
function aClient(way: TransportId, wanted: object = {}) {
  const keys = sandbox.control.google.createClient({
    project: 'Northwind',
    audience: 'internal',
    redirectUris: [redirectUri],
    ...wanted,
  });
  const client = { clientId: keys.clientId, authentication: bySecret(keys.clientSecret) };
  return { ...theProvider(way), keys, client };
}

/** One that acts for a mailbox, by a service account with its key. */
function aRobot(way: TransportId, delegateScopes?: string[]) {
  const found = theProvider(way);
  const keys = sandbox.control.google.createServiceAccount({
    project: 'Northwind',
    delegateScopes: delegateScopes ?? found.access.applicationScopes,
  });
  const clientId = keys.email;
  const key = new Secret(JSON.stringify(keys.keyFile));
  return { ...found, keys, clientId, key, subject: sender, scopes: found.access.applicationScopes };
}

type OfPerson = ReturnType<typeof aClient>;
type Connection = Pick<OfPerson, 'endpoints' | 'provider' | 'access'>;

async function consent(it: OfPerson, behaviour: object = {}): Promise<TokenAnswer> {
  const { client, access, provider, ...rest } = it;
  const scopes = access.delegatedScopes;
  const asked = {
    ...rest,
    clientId: client.clientId,
    redirectUri,
    scopes,
    parameters: provider.authorizeParameters({}),
  };
  const { url, ...authorization } = await createAuthorization(asked);
  const { sentTo } = await walkThroughGoogle(url, { account: sender, ...behaviour });
  const callbackUrl = sentTo ?? new URL(redirectUri);
  return exchangeCode({ ...rest, ...authorization, client, redirectUri, scopes, callbackUrl });
}

const renew = (it: OfPerson, got: TokenAnswer) =>
  refreshGrant({ ...it, refreshToken: got.refreshToken ?? new Secret(''), scopes: it.access.delegatedScopes });

function send(way: TransportId, { endpoints }: Connection, got: TokenAnswer, more: object = {}) {
  const mail = aMail({ from: { name: 'Northwind Reports', address: sender }, ...more });
  return transport(way)(mail, via({ ...endpoints, ...signedInBy(got.accessToken), mailbox: sender }));
}

/** What the provider's table makes of the refusal that this work ends in. */
async function refusedAs(work: Promise<unknown>): Promise<string> {
  const refusal = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(OAuthRefusal);
  return classify(google(), (refusal as OAuthRefusal).reply).code;
}

const fault = (kind: string, more: Partial<FaultWish> = {}) =>
  sandbox.control.faults.set({ provider: 'google', kind, ...more } as FaultWish);

describe.each(ways)('by %s', (way) => {
  it('a person consents, the mail arrives, the token renews and the refresh token stays', async () => {
    const connection = aClient(way);
    const got = await consent(connection);

    expect(got.identity).toMatchObject({ address: sender, subject: '104822915370164820022' });
    expect(got.refreshTokenExpiresAt).toBeUndefined();
    expect(missingScopes(connection.access.requiredDelegatedScopes, got.scopes)).toEqual([]);
    expect(await send(way, connection, got)).toMatchObject({ kind: 'accepted' });
    const next = await renew(connection, got);
    expect(next.refreshToken).toBeUndefined();
    expect(next.accessToken.reveal()).not.toBe(got.accessToken.reveal());
    expect(missingScopes(connection.access.requiredDelegatedScopes, next.scopes)).toEqual([]);
    expect(await send(way, connection, next)).toMatchObject({ kind: 'accepted' });
    expect((await sandbox.control.messages('alex@contoso.example')).map(({ via }) => via)).toEqual([way, way]);
  });

  it('a service account acts for the mailbox, and the mail arrives', async () => {
    const connection = aRobot(way);
    const { keyFile, email, uniqueId } = connection.keys;
    const clientSecret = JSON.stringify(keyFile);
    const settings = { uniqueId };
    const given = { clientId: email, clientSecret, settings };
    expect(applicationProblems(connection.provider, 'client_credentials', given)).toEqual([]);

    const got = await requestByJwtBearer(connection);
    expect(got.refreshToken).toBeUndefined();
    expect(await send(way, connection, got)).toMatchObject({ kind: 'accepted' });
    const [mail] = await sandbox.control.messages('alex@contoso.example');
    expect(mail).toMatchObject({ via: way, from: expect.stringContaining(sender) });
  });

  it('a large message arrives', async () => {
    const connection = aRobot(way);
    const attachments = [{ filename: 'a.csv', contentType: 'text/csv', content: new Uint8Array(3_000_000) }];
    const got = await requestByJwtBearer(connection);
    expect(await send(way, connection, got, { attachments })).toMatchObject({ kind: 'accepted' });
  });
});

describe('a refusal at sign-in is known', () => {
  it.each<[string, string, (it: OfPerson) => Promise<unknown>]>([
    ['cancel', 'consent_cancelled', (it) => consent(it, { decision: 'cancel' })],
    [
      'a wrong secret',
      'google_secret_wrong',
      (it) => consent({ ...it, client: { ...it.client, authentication: bySecret('GOCSPX-wrong') } }),
    ],
    [
      'another client’s id',
      'google_client_not_found',
      async (it) => {
        const got = await consent(it);
        const clientId = '123456789012-nobody.apps.googleusercontent.com';
        return renew({ ...it, client: { ...it.client, clientId } }, got);
      },
    ],
    [
      'a grant of another client',
      'google_grant_of_other_client',
      async (it) => renew(aClient('gmail'), await consent(it)),
    ],
  ])('%s', async (_what, code, act) => {
    expect(await refusedAs(act(aClient('gmail')))).toBe(code);
  });

  it.each([
    ['expire-grant', 'google_grant_revoked'],
    ['revoke-grant', 'google_grant_revoked'],
    ['password-changed', 'google_grant_revoked'],
    ['token-limit', 'google_grant_revoked'],
    ['client-deleted', 'google_client_deleted'],
    ['admin-policy', 'google_admin_policy'],
  ])('%s', async (kind, code) => {
    const connection = aClient('gmail');
    const got = await consent(connection);
    const { clientId } = connection.keys;
    fault(kind, kind === 'client-deleted' ? { clientId } : { account: sender });
    expect(await refusedAs(renew(connection, got))).toBe(code);
  });

  it('what ends in Testing says so at once, and is over after its seven days', async () => {
    const connection = aClient('gmail', { audience: 'external', publishing: 'testing', testUsers: [sender] });
    const got = await consent(connection);
    const days = ((got.refreshTokenExpiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThanOrEqual(7);
    fault('testing-expiry', { account: sender });
    expect(await refusedAs(renew(connection, got))).toBe('google_grant_revoked');
  });

  it('an unticked permission leaves the token without its scope, and Gmail says which is missing', async () => {
    const connection = aClient('gmail');
    const got = await consent(connection, { ticks: [] });
    expect(missingScopes(connection.access.requiredDelegatedScopes, got.scopes)).toEqual([
      'https://www.googleapis.com/auth/gmail.send',
    ]);
    const { kind, reply } = await send('gmail', connection, got);
    expect([kind, classify(connection.provider, reply).code]).toEqual(['refused', 'google_scope_insufficient']);
  });
});

describe('a service account is refused by name', () => {
  type Robot = ReturnType<typeof aRobot>;
  const pasted = (file: object) => new Secret(JSON.stringify(file));
  const withKey = (it: Robot, file: object) => ({ ...it, key: pasted(file) });

  it.each<[string, string, () => Robot]>([
    ['no delegation', 'google_not_delegated', () => aRobot('gmail', [])],
    [
      'delegation for the e-mail in place of the numeric id',
      'google_not_delegated',
      () => {
        const robot = aRobot('gmail', []);
        sandbox.control.google.delegate('northwind.example', robot.keys.email, robot.scopes);
        return robot;
      },
    ],
    ['delegation for another scope', 'google_not_delegated', () => aRobot('gmail', ['https://mail.google.com/'])],
    [
      'delegation for some of the scopes',
      'google_scopes_not_delegated',
      () => ({ ...aRobot('gmail'), scopes: [...aRobot('gmail').scopes, 'https://mail.google.com/'] }),
    ],
    [
      'a mailbox of another domain',
      'google_not_delegated',
      () => ({ ...aRobot('gmail'), subject: 'newsletter@tailspin.example' }),
    ],
    [
      'an unknown mailbox',
      'google_subject_unknown',
      () => ({ ...aRobot('gmail'), subject: 'nobody@northwind.example' }),
    ],
    [
      'a deleted key',
      'google_key_refused',
      () => {
        const robot = aRobot('gmail');
        sandbox.control.google.deleteKey(robot.keys.email, robot.keys.keyId);
        return robot;
      },
    ],
    ['the key of another account', 'google_key_refused', () => withKey(aRobot('gmail'), aRobot('gmail').keys.keyFile)],
    [
      'an account that is gone',
      'google_service_account_not_found',
      () => {
        return { ...aRobot('gmail'), clientId: 'gone@northwind-mail.iam.gserviceaccount.com' };
      },
    ],
  ])('%s', async (_what, code, make) => {
    expect(await refusedAs(requestByJwtBearer(make()))).toBe(code);
  });
});

describe('a refusal while sending is known', () => {
  it.each<[string, string, string, string]>([
    ['api-disabled', 'gmail', 'refused', 'google_api_disabled'],
    ['domain-policy', 'gmail', 'refused', 'google_gmail_off'],
    ['send-as-denied', 'gmail', 'refused', 'google_delegation_denied'],
    ['daily-limit', 'gmail', 'refused', 'google_daily_limit'],
    ['backend-error', 'gmail', 'unknown', 'send_outcome_unknown'],
    ['send-as-denied', 'smtp', 'refused', 'google_send_as_denied'],
    ['daily-limit', 'smtp', 'refused', 'google_daily_limit'],
    ['backend-error', 'smtp', 'refused', 'google_smtp_busy'],
  ])('%s by %s', async (kind, way, outcome, code) => {
    const connection = aRobot(way as TransportId);
    const got = await requestByJwtBearer(connection);
    fault(kind);
    const { kind: came, reply } = await send(way as TransportId, connection, got);
    expect([came, classify(connection.provider, reply).code]).toEqual([outcome, code]);
  });

  it('gmail.send with SMTP: the challenge is kept and says which scope is wanted', async () => {
    const connection = aClient('gmail');
    const { kind, reply } = await send('smtp', connection, await consent(connection));
    expect(kind).toBe('refused');
    expect(reply.challenge).toContain('https://mail.google.com/');
    expect(classify(connection.provider, reply).code).toBe('google_smtp_token_refused');
  });

  it('one grant of the full scope serves both ways', async () => {
    const connection = aClient('smtp');
    const got = await consent(connection);
    const { requiredDelegatedScopes, coveringScopes } = connection.provider.access('gmail');
    expect(missingScopes(requiredDelegatedScopes, got.scopes, coveringScopes)).toEqual([]);
    for (const way of ways) expect(await send(way, connection, got)).toMatchObject({ kind: 'accepted' });
  });
});

it('knows whatever the sandbox’s Google can say, of the refusals that are about a person’s settings', () => {
  // A wrong request of ours, which no setting makes: the fallback is right for these.
  const ours = ['parameterMissing', 'grantTypeUnknown', 'clientUnclear'];
  const make = refusals as unknown as Record<
    string,
    (words: string) => { status: number; error: string; text: string }
  >;
  const codeOf = (reply: Reply) => classify(google(), reply).code;
  const atToken = Object.entries(make).filter(([, say]) => {
    const { status, error: code, text } = say('x');
    return codeOf({ protocol: 'oauth', status, code, text }) === 'request_refused';
  });
  expect(atToken.map(([name]) => name).filter((name) => !ours.includes(name))).toEqual([]);

  const project = { number: '123456789012' } as Parameters<typeof gmailFaults.apiDisabled>[0];
  const faults = Object.values(gmailFaults).map((make) =>
    (make as (...args: unknown[]) => ReturnType<typeof gmailFaults.noToken>)(
      make === gmailFaults.apiDisabled ? project : make === gmailFaults.rateLimit ? new Date() : 'x',
      'x',
    ),
  );
  const atGmail = faults.filter(({ code: status, reason: code, message: text }) =>
    ['request_refused', 'sending_forbidden', 'no_answer'].includes(codeOf({ protocol: 'gmail', status, code, text })),
  );
  expect(atGmail.map(({ message }) => message)).toEqual([]);
});
