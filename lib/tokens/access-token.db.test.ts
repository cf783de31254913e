import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { activateConnection, connect, finishConsent, getConnection } from '#lib/connections/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { refreshGrant } from '#lib/oauth/index.ts';
import { expireToken, grantOf, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { takeStep } from './claim-lease.ts';
import { accessToken, clientOf, settingsOrThrow, type TokenUse } from './index.ts';

const database = useDatabase();
const strict = useStrictServer();
const { connected } = strict;

const maxPresentations = () => Math.max(0, ...strict.server.presentations.values());
const revealed = (use: TokenUse) => (use.kind === 'token' ? use.token.reveal() : use.kind);

describe('asking for an access token', () => {
  it('uses the one in store while it lives', async () => {
    const { id, tenantId } = await connected();
    const uses = await Promise.all([accessToken(tenantId, id), accessToken(tenantId, id)]);
    expect(new Set(uses.map(revealed)).size).toBe(1);
    expect(strict.server.tokenRequests).toHaveLength(0);
  });

  it('asks the server once for fifty callers of an expired token, and serves them all', async () => {
    const { id, tenantId } = await connected();
    await expireToken(tenantId);

    const uses = await Promise.all(Array.from({ length: 50 }, () => accessToken(tenantId, id)));

    expect(strict.server.tokenRequests).toHaveLength(1);
    expect(maxPresentations()).toBe(1);
    expect(uses.every((use) => use.kind === 'token')).toBe(true);
    expect(new Set(uses.map(revealed)).size).toBe(1);
    expect(await grantOf(tenantId)).toMatchObject({ generation: 2, intent: null, leaseUntil: null, presentations: 0 });
  });

  it('control: without the lease the same server sees the token twice and kills the grant', async () => {
    const { id, tenantId } = await connected();
    const settings = await inTenant(tenantId, (tx) => settingsOrThrow(tx, tenantId, id));
    const claimed = await inTenant(tenantId, (tx) =>
      takeStep(tx, { tenantId, connectionId: id, obtainedAfter: new Date() }),
    );
    if (claimed.kind !== 'claimed' || !claimed.claim.refreshToken) throw new Error('no refresh token to race for');
    const { clientSecret, refreshToken } = claimed.claim;
    const client = clientOf(settings, clientSecret);

    const naive = await Promise.allSettled(
      Array.from({ length: 5 }, () =>
        refreshGrant({ server: settings.server, client, refreshToken, scopes: settings.scopes, fetch: settings.fetch }),
      ),
    );

    expect(maxPresentations()).toBe(5);
    expect(naive.some((each) => each.status === 'rejected')).toBe(true);
  });

  it('keeps the refresh token when the answer brings none', async () => {
    const { id, tenantId } = await connected();
    strict.server.settings.rotates = false;
    const before = await grantOf(tenantId);
    for (let round = 0; round < 20; round += 1) {
      await expireToken(tenantId);
      expect((await accessToken(tenantId, id)).kind).toBe('token');
    }
    expect(await grantOf(tenantId)).toMatchObject({ refreshToken: before.refreshToken, generation: 1 });
    expect(strict.server.tokenRequests).toHaveLength(20);
  });
});

describe('an answer that comes too late', () => {
  it('is refused after a new consent, which stays in force', async () => {
    const { member, id, tenantId } = await connected();
    await expireToken(tenantId);
    const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
    const url = strict.server.consent(authorizeUrl ?? '', mailbox);
    strict.server.intervene(async (request) => {
      if (request.grantType !== 'refresh_token') return 'answer';
      strict.server.intervene(undefined);
      await finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });
      return 'answer';
    });

    const use = await accessToken(tenantId, id);

    expect(use.kind).toBe('token');
    const grant = await grantOf(tenantId);
    expect(grant.generation).toBe(2);
    const kinds = await inTenant(tenantId, (tx) =>
      tx.grantEvent.findMany({ orderBy: { id: 'asc' }, select: { kind: true } }),
    );
    expect(kinds.map((event) => event.kind)).toEqual(['consented', 'consented']);
  });
});

describe('a holder that dies', () => {
  const claimAndDie = async (tenantId: string, connectionId: string) => {
    const need = { tenantId, connectionId, obtainedAfter: new Date() };
    const step = await inTenant(tenantId, (tx) => takeStep(tx, need));
    expect(step.kind).toBe('claimed');
    await inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { leaseUntil: new Date(Date.now() - 1) } }));
  };

  it('is followed by one who retries with the same token', async () => {
    const { id, tenantId } = await connected();
    await expireToken(tenantId);
    await claimAndDie(tenantId, id);

    expect((await accessToken(tenantId, id)).kind).toBe('token');
    expect(await grantOf(tenantId)).toMatchObject({ presentations: 0, generation: 2 });
  });

  it('twice means an honest request for consent, without a third presentation', async () => {
    const { member, id, tenantId } = await connected();
    await expireToken(tenantId);
    await claimAndDie(tenantId, id);
    await claimAndDie(tenantId, id);

    const use = await accessToken(tenantId, id);

    expect(use).toMatchObject({ kind: 'problem', problem: { code: 'unknown_outcome' } });
    expect(strict.server.tokenRequests).toHaveLength(0);
    expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'needs_consent' });
  });
});

it('keeps a new token through a database that is gone for a moment, and hands it out only once stored', async () => {
  const { id, tenantId } = await connected();
  await expireToken(tenantId);
  const knocks = vi.spyOn(pg.Client.prototype, 'connect');
  let back = Promise.resolve();
  strict.server.intervene(async () => {
    const gone = Promise.withResolvers<void>();
    back = database.whileAway(async () => {
      knocks.mockClear();
      gone.resolve();
      // Who knocks once more has knocked in vain.
      await expect.poll(() => knocks.mock.calls.length).toBeGreaterThan(1);
    });
    await gone.promise;
    return 'answer';
  });

  const use = await accessToken(tenantId, id);
  await back;
  knocks.mockRestore();

  expect(use.kind).toBe('token');
  expect(await grantOf(tenantId)).toMatchObject({ generation: 2, presentations: 0 });
  expect(maxPresentations()).toBe(1);
});

describe('a refusal', () => {
  const refusals: [string, number, object, string, boolean][] = [
    [
      'a revoked grant',
      400,
      { error: 'invalid_grant', error_codes: [50173], error_description: 'AADSTS50173: revoked' },
      'needs_consent',
      true,
    ],
    [
      'Conditional Access',
      400,
      { error: 'invalid_grant', error_codes: [53003], error_description: 'AADSTS53003: blocked' },
      'blocked',
      true,
    ],
    [
      'an expired secret',
      401,
      { error: 'invalid_client', error_codes: [7000222], error_description: 'AADSTS7000222: expired' },
      'invalid',
      false,
    ],
    ['a server in trouble', 503, { error: 'temporarily_unavailable' }, 'retrying', false],
    ['too many requests', 429, { error: 'throttled' }, 'retrying', false],
  ];

  it.each(refusals)('is told apart: %s', async (_name, status, body, health, stops) => {
    const { member, id, tenantId } = await connected();
    await activateConnection(member.ctx, id);
    await expireToken(tenantId);
    strict.server.intervene(async (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      return 'handled';
    });

    expect((await accessToken(tenantId, id)).kind).toBe('problem');

    const view = await getConnection(member.ctx, id);
    expect(view.health).toBe(health);
    expect(view.problem?.reply.status).toBe(status);
    const grant = await grantOf(tenantId);
    expect(grant.stoppedAt !== null).toBe(stops);
    expect(grant.nextRefreshAt !== null).toBe(!stops);
    expect(grant.presentations).toBe(0);

    strict.server.intervene(undefined);
    expect((await accessToken(tenantId, id, { obtainedAfter: new Date() })).kind).toBe('token');
    expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'untested', problem: null });
  });
});

it('does not take a refusal of the client for an answer about a token whose last answer was lost', async () => {
  const { id, tenantId } = await connected();
  await expireToken(tenantId);
  await inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { presentations: 1, intent: new Uint8Array([1]) } }));
  strict.server.intervene(async (_request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'invalid_client', error_codes: [7000222], error_description: 'expired' }));
    return 'handled';
  });
  expect((await accessToken(tenantId, id)).kind).toBe('problem');
  expect((await grantOf(tenantId)).presentations).toBe(1);
});

it('never hands out a token that came back without the right to send, and keeps the rotated refresh token', async () => {
  const { member, id, tenantId } = await connected();
  await activateConnection(member.ctx, id);
  await expireToken(tenantId);
  strict.server.settings.scopes = ['openid'];
  for (let round = 0; round < 2; round += 1) {
    expect(await accessToken(tenantId, id)).toMatchObject({ kind: 'problem', problem: { code: 'scope_missing' } });
  }
  expect(await grantOf(tenantId)).toMatchObject({ generation: 2, nextRefreshAt: null });
  expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'needs_consent' });
});

it('keeps a consent that comes between the second silence and giving up', async () => {
  const { member, id, tenantId } = await connected();
  await expireToken(tenantId);
  await inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { presentations: 2 } }));
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const url = strict.server.consent(authorizeUrl ?? '', mailbox);
  const [use] = await Promise.all([
    accessToken(tenantId, id),
    finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null }),
  ]);
  expect(['token', 'problem']).toContain(use.kind);
  expect(await grantOf(tenantId)).toMatchObject({ generation: 2, stoppedAt: null });
  expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'untested', problem: null });
});
