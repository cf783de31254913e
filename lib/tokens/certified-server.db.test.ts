import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { connect, createConnection, finishConsent, getConnection } from '#lib/connections/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { refreshGrant } from '#lib/oauth/index.ts';
import { provider } from '#lib/providers/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { expireToken, grantOf } from '#lib/testing/connected.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { startLossyGate } from '#lib/testing/lossy-gate.ts';
import { type OidcServer, startOidcServer } from '#lib/testing/oidc-server.ts';
import { takeStep } from './claim-lease.ts';
import { accessToken, clientOf, redirectUrl, settingsOrThrow } from './index.ts';

const database = useDatabase();
let server: OidcServer;
let gate: Awaited<ReturnType<typeof startLossyGate>>;
beforeAll(async () => {
  server = await startOidcServer({ redirectUris: [] });
  gate = await startLossyGate(server.endpoints.token);
  allowEgress('127.0.0.1', Number(new URL(server.issuer).port));
  allowEgress('127.0.0.1', gate.port);
});
afterAll(() => Promise.all([server.stop(), gate.close()]));
beforeEach(() => gate.loses(0));

/** A connection that a person has just consented to at a server whose refresh tokens rotate, and whose reuse ends the grant. */
async function connected() {
  const { ctx, browserToken, signedIn } = await anAdmin();
  const { clientId, authentication } = server.clients.client_secret_post;
  const [{ address } = { address: '' }] = server.accounts;
  const input = connectionInput({
    provider: 'custom',
    transport: 'smtp',
    senderAddress: address,
    clientId,
    clientSecret: authentication.secret.reveal(),
    settings: { clientAuthentication: 'client_secret_post' },
    overrides: {
      issuer: server.issuer,
      authorizationEndpoint: server.endpoints.authorization,
      tokenEndpoint: gate.tokenEndpoint,
      scopes: ['openid', 'email', 'offline_access', 'smtp.send'],
      smtpHost: 'smtp.example.com',
    },
  });
  const { id } = await createConnection(ctx, input);
  server.allowRedirect(redirectUrl(provider('custom'), id));
  const { authorizeUrl } = await connect(ctx, id, browserToken);
  const url = await server.approve(authorizeUrl ?? '', { account: address });
  expect(await finishConsent({ url, browserToken, signedIn, ip: null })).toMatchObject({ kind: 'granted' });
  server.log.length = 0;
  return { ctx, id, tenantId: ctx.tenantId };
}

const refreshes = () => server.log.map(({ grantType, status, error }) => ({ grantType, status, error }));
const granted = { grantType: 'refresh_token', status: 200, error: undefined };
const reused = { grantType: 'refresh_token', status: 400, error: 'invalid_grant' };

it('gets one token for fifty callers, twenty times, and is never seen to use one twice', {
  timeout: 120_000,
}, async () => {
  const { id, tenantId } = await connected();
  let served = 0;
  for (let round = 0; round < 20; round += 1) {
    await expireToken(tenantId);
    const uses = await Promise.all(Array.from({ length: 50 }, () => accessToken(tenantId, id)));
    const tokens = new Set(uses.map((use) => (use.kind === 'token' ? use.token.reveal() : use.kind)));
    expect(tokens.size).toBe(1);
    expect(await server.introspect([...tokens][0] ?? '')).toMatchObject({ active: true });
    served += uses.filter(({ kind }) => kind === 'token').length;
  }
  expect(served).toBe(1_000);
  expect(refreshes()).toEqual(Array(20).fill(granted));
  expect(await grantOf(tenantId)).toMatchObject({ generation: 21, presentations: 0, intent: null, leaseUntil: null });
});

/** Waits until an answer was lost, then lets the pause before the retry be over. */
async function endPause(tenantId: string, id: string): Promise<void> {
  const isFailed = () => inTenant(tenantId, (tx) => tx.grantEvent.count({ where: { kind: 'failed' } }));
  await expect.poll(isFailed).toBe(1);
  await database.asSuperuser("update grants set lease_until = now() - interval '1 ms' where connection_id = $1", [id]);
}

it('asks once more when an answer was lost; the server ends the grant for it, and that is said', async () => {
  const { ctx, id, tenantId } = await connected();
  await expireToken(tenantId);
  gate.loses(1);
  const asked = accessToken(tenantId, id);
  await endPause(tenantId, id);

  expect(await asked).toMatchObject({ kind: 'problem' });
  expect(refreshes()).toEqual([granted, reused]);
  const view = await getConnection(ctx, id);
  expect(view).toMatchObject({ health: 'needs_consent', problem: { code: 'oauth_grant_refused', class: 'consent' } });
  expect(view.grant).toMatchObject({ stoppedAt: expect.any(String), nextRefreshAt: null });

  // Who asks now is told so, and the server is left alone.
  expect((await accessToken(tenantId, id)).kind).toBe('problem');
  expect(refreshes()).toHaveLength(2);
});

it('control: without the lease it is refused, and so is even the one who was first', async () => {
  const { id, tenantId } = await connected();
  const need = { tenantId, connectionId: id, obtainedAfter: new Date() };
  const [settings, step] = await inTenant(tenantId, async (tx) => [
    await settingsOrThrow(tx, tenantId, id),
    await takeStep(tx, need),
  ]);
  if (step.kind !== 'claimed' || !step.claim.refreshToken) throw new Error('no refresh token to race for');
  const { clientSecret, refreshToken } = step.claim;
  const client = clientOf(settings, clientSecret);
  const { server: at, scopes, fetch } = settings;
  const naive = (presented: typeof refreshToken) =>
    refreshGrant({ server: at, client, refreshToken: presented, scopes, fetch });

  const [first] = await Promise.allSettled([naive(refreshToken)]);
  const others = await Promise.allSettled(Array.from({ length: 4 }, () => naive(refreshToken)));

  expect(others.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
  const next = first?.status === 'fulfilled' ? first.value.refreshToken : undefined;
  if (!next) throw new Error('the first one was served');
  await expect(naive(next)).rejects.toMatchObject({ reply: { code: 'invalid_grant' } });
});
