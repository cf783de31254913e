import { describe, expect, it } from 'vitest';
import { activateConnection, changeConnection, getConnection, replaceSecret } from '#lib/connections/index.ts';
import { Secret } from '#lib/crypto/index.ts';
import { inTenant } from '#lib/db/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import { OAuthNoAnswer, OAuthRefusal } from '#lib/oauth/index.ts';
import { type Connected, expireToken, grantOf, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { type Claim, takeStep } from './claim-lease.ts';
import { accessToken } from './index.ts';
import type { Answer } from './present-claim.ts';
import { settleAnswer } from './settle-answer.ts';

const database = useDatabase();
const strict = useStrictServer();
const { connected } = strict;

const wrongSecret: Reply = {
  protocol: 'oauth',
  status: 401,
  code: 'invalid_client',
  numbers: [7000222],
  text: 'expired',
};
const refused: Answer = { kind: 'refused', refusal: new OAuthRefusal(wrongSecret) };
const noAnswer = (status: number, presented: boolean): Answer => ({
  kind: 'no_answer',
  failure: new OAuthNoAnswer({ protocol: 'oauth', status, text: 'trouble' }, presented),
});

async function claimOf({ tenantId, id }: Connected): Promise<Claim> {
  const need = { tenantId, connectionId: id, obtainedAfter: new Date() };
  const step = await inTenant(tenantId, (tx) => takeStep(tx, need));
  if (step.kind !== 'claimed') throw new Error(`not claimed: ${step.kind}`);
  return step.claim;
}

/** Settles an answer after the connection got another secret, or other settings. */
async function settledAfter(connection: Connected, changed: 'secretVersion' | 'configVersion' | null, answer: Answer) {
  const { tenantId } = connection;
  const claim = await claimOf(connection);
  if (changed) await inTenant(tenantId, (tx) => tx.connection.updateMany({ data: { [changed]: { increment: 1 } } }));
  return inTenant(tenantId, (tx) => settleAnswer(tx, claim, answer));
}

describe('an answer to a request with what the connection no longer has', () => {
  it.each([
    ['secretVersion', 'a refusal', refused],
    ['configVersion', 'a refusal', refused],
    ['secretVersion', 'a failure', noAnswer(503, false)],
    ['configVersion', 'a failure', noAnswer(503, false)],
  ] as const)('says nothing about it: another %s, %s', async (changed, _name, answer) => {
    const connection = await connected();
    const { member, id, tenantId } = connection;
    await activateConnection(member.ctx, id);
    const { failures, nextRefreshAt } = await grantOf(tenantId);

    expect(await settledAfter(connection, changed, answer)).toEqual({ kind: 'stale' });

    expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'untested', problem: null });
    const marks = { intent: null, presentations: 0, leaseUntil: null, stoppedAt: null };
    expect(await grantOf(tenantId)).toMatchObject({ ...marks, failures, nextRefreshAt });
  });

  it('control: with what it still has, it does', async () => {
    const connection = await connected();
    expect(await settledAfter(connection, null, refused)).toMatchObject({ kind: 'problem' });
    expect(await getConnection(connection.member.ctx, connection.id)).toMatchObject({ health: 'invalid' });
  });

  it('leaves on record that the token may be used up', async () => {
    const connection = await connected();
    expect(await settledAfter(connection, 'secretVersion', noAnswer(502, true))).toEqual({ kind: 'stale' });
    const grant = await grantOf(connection.tenantId);
    expect(grant).toMatchObject({ presentations: 1, intent: expect.anything() });
    expect(grant.leaseUntil?.getTime()).toBeGreaterThan(Date.now());
  });

  it('is stored where it brings a token', async () => {
    const connection = await connected();
    const answer = {
      accessToken: new Secret('at-new'),
      refreshToken: new Secret('rt-new'),
      expiresAt: new Date(Date.now() + 3_600_000),
      scopes: ['https://graph.microsoft.com/Mail.Send'],
    };
    await settledAfter(connection, 'secretVersion', { kind: 'granted', answer, askedAt: new Date() });
    expect(await grantOf(connection.tenantId)).toMatchObject({ generation: 2, presentations: 0, leaseUntil: null });
  });

  it('lets its caller ask again with the new one', async () => {
    const { member, id, tenantId } = await connected();
    await expireToken(tenantId);
    const arrived = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    strict.server.intervene(async (request, response) => {
      if (request.clientSecret !== 'a-secret-value') return 'answer';
      arrived.resolve();
      await release.promise;
      const body = { error: 'invalid_client', error_codes: [7000222], error_description: 'AADSTS7000222: expired' };
      response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      return 'handled';
    });
    const asked = accessToken(tenantId, id);
    await arrived.promise;
    await changeConnection(member.ctx, id, { clientSecret: 'another-secret' });
    release.resolve();

    expect((await asked).kind).toBe('token');
    expect(strict.server.tokenRequests.map((request) => request.clientSecret)).toEqual([
      'a-secret-value',
      'another-secret',
    ]);
    expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'untested', problem: null });
  });
});

it('a replaced secret cures what a request with the old one was told between its trial and its storing', async () => {
  const { member, id, tenantId } = await connected();
  await activateConnection(member.ctx, id);
  const problem = JSON.stringify({ about: 'grant', source: 'provider', reply: wrongSecret, facts: { settings: {} } });
  await database.asSuperuser(`
    create function refused_meanwhile() returns trigger language plpgsql as $$ begin
      new.health := 'invalid';
      new.problem := '${problem}';
      update grants set failures = 6, next_refresh_at = now() + interval '5 minutes' where connection_id = new.id;
      return new;
    end $$`);
  await database.asSuperuser(`
    create trigger refused_meanwhile before update of secret_version on connections
      for each row execute function refused_meanwhile()`);

  const view = await replaceSecret(member.ctx, id, { clientSecret: 'another-secret', clientSecretExpiresAt: null });
  await database.asSuperuser('drop function refused_meanwhile() cascade');

  expect(view).toMatchObject({ health: 'untested', problem: null });
  const { failures, nextRefreshAt } = await grantOf(tenantId);
  expect(failures).toBe(0);
  expect(nextRefreshAt?.getTime()).toBeLessThanOrEqual(Date.now());
});
