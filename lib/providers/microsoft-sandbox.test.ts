import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { egressFetch } from '#lib/egress/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import {
  createAuthorization,
  exchangeCode,
  OAuthRefusal,
  refreshGrant,
  requestClientCredentials,
  type TokenAnswer,
} from '#lib/oauth/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { aMail, signedInBy, via } from '#lib/testing/outgoing-mail.ts';
import { transport } from '#lib/transports/index.ts';
import type { NewRegistration } from '#sandbox/control/control.ts';
import { refusals } from '#sandbox/microsoft/replies.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import { walkThrough } from '#sandbox/testing/sign-in.ts';
import { classify } from './classify.ts';
import { microsoft } from './microsoft.ts';
import { missingScopes } from './missing-scopes.ts';
import type { TransportId } from './types.ts';

const redirectUri = 'http://localhost:3000/oauth/callback/microsoft';
const sender = 'reports@contoso.example';
let sandbox: Awaited<ReturnType<typeof runSandbox>>;

beforeAll(async () => {
  sandbox = await runSandbox();
  allowEgress('localhost', Number(new URL(sandbox.origin).port));
  allowEgress('localhost', sandbox.smtpPort);
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.control.reset());

/** What a connection would have, from the provider's data and a registration at the sandbox. */
function aConnection(way: TransportId, wanted: Partial<NewRegistration> = {}) {
  const provider = microsoft(sandbox.providers.microsoft);
  const keys = sandbox.control.createRegistration({
    directory: 'Contoso',
    name: 'Mail',
    redirectUris: [redirectUri],
    ...wanted,
  });
  const endpoints = provider.endpoints(keys);
  const client = { clientId: keys.clientId, authentication: bySecret(keys.secretValue) };
  const access = provider.access(way);
  const fetch = (url: string, init: RequestInit) =>
    egressFetch(url, { ...init, caCertificate: endpoints.caCertificate });
  return { provider, keys, endpoints, server: endpoints, client, access, fetch };
}

type Connection = ReturnType<typeof aConnection>;

const bySecret = (secret: string) => ({ method: 'client_secret_post' as const, secret: new Secret(secret) });

async function consent(connection: Connection, decision: 'accept' | 'cancel' = 'accept'): Promise<TokenAnswer> {
  const { client, access, ...rest } = connection;
  const scopes = access.delegatedScopes;
  const { url, ...authorization } = await createAuthorization({
    ...rest,
    clientId: client.clientId,
    redirectUri,
    scopes,
  });
  const { sentTo } = await walkThrough(url, { account: sender, decision });
  return exchangeCode({
    ...rest,
    ...authorization,
    client,
    redirectUri,
    scopes,
    callbackUrl: sentTo ?? new URL(redirectUri),
  });
}

async function send(way: TransportId, { endpoints }: Connection, got: TokenAnswer, actingAs: 'user' | 'application') {
  const { apiUrl, smtpHost, smtpPort, caCertificate } = endpoints;
  const where = { apiUrl, smtpHost, smtpPort, caCertificate };
  return transport(way)(aMail(), via({ ...where, ...signedInBy(got.accessToken), mailbox: sender, actingAs }));
}

describe.each<TransportId>(['graph', 'smtp'])('by %s', (way) => {
  it('a person consents, the mail arrives, the token renews', async () => {
    const connection = aConnection(way);
    const got = await consent(connection);

    expect(got.identity?.address).toBe(sender);
    expect(missingScopes(connection.access.requiredDelegatedScopes, got.scopes)).toEqual([]);
    expect(await send(way, connection, got, 'user')).toMatchObject({ kind: 'accepted' });
    const refreshToken = got.refreshToken ?? new Secret('');
    const next = await refreshGrant({ ...connection, refreshToken, scopes: connection.access.delegatedScopes });
    expect(next.refreshToken?.reveal()).not.toBe(refreshToken.reveal());
    expect(missingScopes(connection.access.requiredDelegatedScopes, next.scopes)).toEqual([]);
    expect(await send(way, connection, next, 'user')).toMatchObject({ kind: 'accepted' });
    expect(await sandbox.control.messages('alex@contoso.example')).toHaveLength(2);
  });

  it('an application has its permission, and the mail arrives', async () => {
    const applicationPermissions = [way === 'graph' ? 'Mail.Send' : 'SMTP.SendAsApp'];
    const connection = aConnection(way, { applicationPermissions, adminConsent: true });
    const got = await requestClientCredentials({ ...connection, scopes: connection.access.applicationScopes });

    expect(got.refreshToken).toBeUndefined();
    expect(await send(way, connection, got, 'application')).toMatchObject({ kind: 'accepted' });
  });

  it('an application without the permission is refused, and the refusal is known', async () => {
    const connection = aConnection(way);
    const got = await requestClientCredentials({ ...connection, scopes: connection.access.applicationScopes });
    const outcome = await send(way, connection, got, 'application');

    expect(outcome.kind).toBe('refused');
    const { code } = classify(connection.provider, outcome.reply);
    expect(code).toBe(way === 'graph' ? 'microsoft_graph_denied' : 'microsoft_smtp_sign_in_refused');
  });

  it('a token of the other service is refused, and the refusal is known', async () => {
    const other = aConnection(way === 'graph' ? 'smtp' : 'graph');
    const outcome = await send(way, other, await consent(other), 'user');

    expect(outcome.kind).toBe('refused');
    const { code } = classify(other.provider, outcome.reply);
    expect(code).toBe(way === 'graph' ? 'microsoft_graph_audience' : 'microsoft_smtp_sign_in_refused');
  });
});

describe('a refusal at sign-in is known', () => {
  const refusalOf = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error,
    );

  it.each<[string, string, (connection: Connection) => Promise<unknown>]>([
    ['cancel', 'consent_cancelled', (it) => consent(it, 'cancel')],
    [
      'an expired secret',
      'microsoft_secret_expired',
      (it) => {
        sandbox.control.expireSecret(it.keys.clientId);
        return consent(it);
      },
    ],
    [
      'the secret’s id',
      'microsoft_secret_wrong',
      (it) => {
        return consent({ ...it, client: { ...it.client, authentication: bySecret(it.keys.secretId) } });
      },
    ],
    [
      'a revoked grant',
      'microsoft_grant_revoked',
      async (it) => {
        const { refreshToken } = await consent(it);
        sandbox.control.revokeGrants(sender);
        return refreshGrant({ ...it, refreshToken: refreshToken ?? new Secret(''), scopes: it.access.delegatedScopes });
      },
    ],
    [
      'an idle grant',
      'microsoft_grant_idle',
      async (it) => {
        const { refreshToken } = await consent(it);
        sandbox.control.ageGrants(sender, 91);
        return refreshGrant({ ...it, refreshToken: refreshToken ?? new Secret(''), scopes: it.access.delegatedScopes });
      },
    ],
    [
      'another application’s id',
      'microsoft_app_not_found',
      (it) => {
        const client = { ...it.client, clientId: '00000000-1111-2222-3333-444444444444' };
        return requestClientCredentials({ ...it, client, scopes: it.access.applicationScopes });
      },
    ],
    [
      'named scopes for an application',
      'microsoft_default_scope_needed',
      (it) => {
        return requestClientCredentials({ ...it, scopes: it.access.requiredDelegatedScopes });
      },
    ],
  ])('%s', async (_what, code, act) => {
    const connection = aConnection('graph');
    const refusal = await refusalOf(act(connection));

    expect(refusal).toBeInstanceOf(OAuthRefusal);
    expect(classify(connection.provider, (refusal as OAuthRefusal).reply).code).toBe(code);
  });

  it('whatever Entra’s sandbox can say, of the refusals that are about a person’s settings', () => {
    // A wrong request of ours, which no setting makes: the fallback is right for these.
    const ours = [
      'parameterMissing',
      'methodNotAllowed',
      'parameterInvalid',
      'grantTypeUnknown',
      'responseTypeUnknown',
    ];
    const make = refusals as unknown as Record<
      string,
      (...args: unknown[]) => { code: number; error: string; text: string }
    >;
    const unknown = Object.keys(make).filter((name) => {
      const said = make[name]?.(new Date(), new Date(), 'x', 'x', 'x');
      if (!said) return true;
      const reply: Reply = { protocol: 'oauth', code: said.error, numbers: [said.code], text: said.text };
      return classify(microsoft(), reply).code === 'request_refused';
    });
    expect(unknown.filter((name) => !ours.includes(name))).toEqual([]);
  });
});
