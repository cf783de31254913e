import type { ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { provider } from '#lib/providers/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { anAccount, aProject, type Granted, useRevokingServer } from '#lib/testing/revoking.ts';
import { forgetGrant, lockConnection, takeUpRevocation } from '#lib/tokens/index.ts';
import { createConnection, disconnect, finishRevocations, getConnection, listEvents, refreshNow } from './index.ts';

const database = useDatabase();
const strict = useRevokingServer();
const { granted } = strict;

const leave = ({ member, id }: Granted) => disconnect(member.ctx, id);
const viewOf = ({ member, id }: Granted) => getConnection(member.ctx, id);
const eventsOf = ({ member, id }: Granted) => listEvents(member.ctx, id);

function say(response: ServerResponse, status: number, body: object): 'handled' {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  return 'handled';
}

describe('a provider that', () => {
  it.each<[string, number, object, object]>([
    [
      'refuses',
      400,
      { error: 'unsupported_token_type', error_description: 'No such type.' },
      { protocol: 'oauth', status: 400, code: 'unsupported_token_type', text: 'No such type.' },
    ],
    ['is out of order', 503, { message: 'later' }, { protocol: 'oauth', status: 503 }],
    ['has no such page', 404, { message: 'what?' }, { protocol: 'oauth', status: 404, code: 'invalid_answer' }],
  ])('%s keeps nobody from disconnecting: the answer and the history say that the access stands', async (...row) => {
    const [, status, body, reply] = row;
    const one = await granted();
    strict.server.interveneInRevoking(async (_asked, response) => say(response, status, body));

    const view = await leave(one);

    expect(view).toMatchObject({ grant: null, hasClientSecret: false, lastRevocation: { kind: 'failed', reply } });
    const [last] = await eventsOf(one);
    expect(last).toMatchObject({ kind: 'revocation_failed', reply, problem: { title: expect.any(String) } });
    const { events } = await listAudit(one.member.ctx);
    expect(events[0]).toMatchObject({ action: 'connection.access_not_revoked', details: { status } });
  });

  it('is not there, or says nothing at all, neither: within 15 seconds', async () => {
    const [gone, silent] = [await granted(), await granted()];
    const { revocation } = provider('microsoft');
    onTestFinished(() => void Object.assign(provider('microsoft'), { revocation }));
    Object.assign(provider('microsoft'), { revocation: { ...revocation, endpoint: 'https://127.0.0.1:9/revoke' } });
    expect(await leave(gone)).toMatchObject({
      grant: null,
      lastRevocation: { kind: 'failed', reply: { protocol: 'network' } },
    });

    Object.assign(provider('microsoft'), { revocation });
    strict.server.interveneInRevoking(async () => 'handled');
    const began = Date.now();
    expect(await leave(silent)).toMatchObject({
      grant: null,
      lastRevocation: { kind: 'failed', reply: { protocol: 'network', code: 'ETIMEDOUT' } },
    });
    expect(Date.now() - began).toBeLessThan(15_000);
  }, 30_000);

  it('repeats what it was sent puts no secret on record', async () => {
    const one = await granted({ change: { clientSecret: 'canary~client~secret' } });
    strict.server.interveneInRevoking(async ({ token, clientSecret }, response) =>
      say(response, 400, { error: 'invalid_request', error_description: `You sent ${token} and ${clientSecret}.` }),
    );
    const told = JSON.stringify([await leave(one), await eventsOf(one), (await listAudit(one.member.ctx)).events]);
    expect(told).toContain('You sent [redacted] and [redacted].');
    expect(told).not.toContain('canary');
    expect(told).not.toContain(strict.server.revocations[0]?.token);
  });
});

it('a stored token that does not open keeps nobody from disconnecting either', async () => {
  const one = await granted();
  const { tenantId } = one.member.ctx;
  await inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { generation: 99 } }));
  expect(await leave(one)).toMatchObject({
    grant: null,
    lastRevocation: { kind: 'failed', reply: { code: 'secret_unreadable' } },
  });
  expect(strict.server.revocations).toHaveLength(0);
  // Nobody was asked, so nobody refused.
  expect((await eventsOf(one))[0]?.problem?.code).toBe('secret_unreadable');
});

it('a client secret that does not open keeps the token from nobody: it is revoked by itself', async () => {
  const one = await granted();
  await inTenant(one.member.ctx.tenantId, (tx) => tx.connection.updateMany({ data: { secretVersion: 99 } }));
  expect(await leave(one)).toMatchObject({ grant: null, lastRevocation: { kind: 'revoked' } });
});

describe('a process that dies after it forgot the token and before it asked', () => {
  /** Everything of a disconnecting but the request. */
  async function diedIn(one: Granted): Promise<void> {
    const { ctx } = one.member;
    await inTenant(ctx.tenantId, async (tx) => {
      await lockConnection(tx, ctx.tenantId, one.id);
      await forgetGrant(tx, ctx, one.id);
    });
  }
  const leaseOver = () => database.asSuperuser('update revocations set lease_until = now() where ended_at is null');

  it('leaves it to the worker, once, however many there are', async () => {
    const one = await granted({ change: { clientSecret: 'the-secret-of-then' } });
    await diedIn(one);
    await database.asSuperuser(`update connections set client_secret = null where id = '${one.id}'`);
    expect(await viewOf(one)).toMatchObject({ grant: null, lastRevocation: { kind: 'under_way' } });
    await finishRevocations();
    expect(strict.server.revocations).toHaveLength(0);

    const { tenantId } = one.member.ctx;
    const [row] = await database.asSuperuser<{ id: string }>('select id from revocations where ended_at is null');
    const takeUp = () => inTenant(tenantId, (tx) => takeUpRevocation(tx, tenantId, row?.id ?? ''));
    await leaseOver();
    const taken = await Promise.all(Array.from({ length: 8 }, takeUp));
    expect(taken.filter((begun) => begun !== null)).toHaveLength(1);

    // Whoever that was dies, too.
    await leaseOver();
    await Promise.all([finishRevocations(), finishRevocations()]);

    expect(strict.server.revocations).toMatchObject([{ clientSecret: 'the-secret-of-then' }]);
    expect(await viewOf(one)).toMatchObject({ lastRevocation: { kind: 'revoked' } });
    expect((await eventsOf(one))[0]).toMatchObject({ kind: 'revoked' });
    const { events } = await listAudit(one.member.ctx);
    expect(events[0]).toMatchObject({
      action: 'connection.access_revoked',
      actor: { kind: 'system', name: 'worker' },
    });
    const rows = await database.asSuperuser(`select secrets from revocations where connection_id = '${one.id}'`);
    expect(rows).toEqual([{ secrets: null }]);
  });

  it('leaves nothing behind an hour after it ended', async () => {
    await leave(await granted());
    await finishRevocations(new Date(Date.now() + 2 * 3_600_000));
    expect(await database.asSuperuser('select from revocations')).toEqual([]);
  });

  it('whose tenant has lost its keys keeps no other from being swept away', async () => {
    const [ended, stuck] = [await granted(), await granted()];
    await leave(ended);
    await diedIn(stuck);
    await database.asSuperuser(`delete from data_keys where tenant_id = '${stuck.member.ctx.tenantId}'`);
    await leaseOver();
    await expect(finishRevocations(new Date(Date.now() + 2 * 3_600_000))).rejects.toThrow('no data key');
    expect(await database.asSuperuser('select connection_id from revocations')).toEqual([{ connection_id: stuck.id }]);
  });
});

describe('meanwhile', () => {
  it('a refresh under way brings no token back, and the one it got is revoked with the rest', async () => {
    const one = await granted();
    const before = strict.server.liveTokens();
    strict.server.intervene(async ({ grantType }) => {
      if (grantType === 'refresh_token') {
        strict.server.intervene(undefined);
        await leave(one);
      }
      return 'answer';
    });
    await refreshNow(one.member.ctx, one.id);
    expect(await viewOf(one)).toMatchObject({ grant: null, lastRevocation: { kind: 'revoked' } });
    expect(strict.server.liveTokens()).toBeLessThan(before);
  });

  it('a consent that is exchanged while its access is revoked for another is not called good', async () => {
    const [account, { first, second }] = [anAccount(), aProject()];
    const one = await granted({ account, clientId: first });
    const member = await anAdmin();
    const { id } = await createConnection(member.ctx, strict.input({ clientId: second }));
    const sibling = { member, id };

    let meanwhile = async () => void (await leave(one));
    strict.server.intervene(async ({ grantType }) => {
      if (grantType === 'authorization_code') await meanwhile();
      return 'answer';
    });
    expect(await strict.consentTo(sibling, account)).toMatchObject({ kind: 'refused' });
    expect(await viewOf(sibling)).toMatchObject({
      grant: null,
      lastConsentProblem: { code: 'access_revoked_meanwhile' },
    });

    meanwhile = async () => {};
    expect(await strict.consentTo(sibling, account)).toMatchObject({ kind: 'granted' });
  });
});
