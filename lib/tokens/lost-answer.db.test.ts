import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { getConnection } from '#lib/connections/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { OAuthNoAnswer } from '#lib/oauth/index.ts';
import { expireToken, grantOf, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { takeStep } from './claim-lease.ts';
import { accessToken } from './index.ts';
import { settleAnswer } from './settle-answer.ts';

useDatabase();
const strict = useStrictServer();
const { connected } = strict;

const maxPresentations = () => Math.max(0, ...strict.server.presentations.values());

const failures = (tenantId: string) => inTenant(tenantId, (tx) => tx.grantEvent.count({ where: { kind: 'failed' } }));

/** Waits until an answer was lost, then lets the pause before the retry be over. */
async function endPause(tenantId: string): Promise<void> {
  await expect.poll(() => failures(tenantId)).toBe(1);
  await inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { leaseUntil: new Date(Date.now() - 1) } }));
}

const silence = (response: ServerResponse) => response.destroy();
const page = (status: number, length: number) => (response: ServerResponse) =>
  response
    .writeHead(status, { 'content-type': 'text/html', location: 'https://elsewhere.example/' })
    .end('x'.repeat(length));

function always(answer: (response: ServerResponse) => unknown): void {
  strict.server.intervene(async (_request, response) => {
    answer(response);
    return 'handled';
  });
}

describe('a lost answer of a strict server', () => {
  it('is asked for once more, then a person must consent; what came in its place stands beside', async () => {
    const { member, id, tenantId } = await connected();
    await expireToken(tenantId);
    always(page(502, 10));

    const asked = accessToken(tenantId, id);
    await endPause(tenantId);

    expect(await asked).toMatchObject({ kind: 'problem', problem: { code: 'unknown_outcome' } });
    expect(maxPresentations()).toBe(2);
    const view = await getConnection(member.ctx, id);
    expect(view).toMatchObject({
      health: 'needs_consent',
      problem: { code: 'unknown_outcome', reply: { status: 502 } },
    });

    // Asked again, there is no third presentation, and the reply stays.
    const again = await accessToken(tenantId, id, { obtainedAfter: new Date() });
    expect(again).toMatchObject({ problem: { code: 'unknown_outcome', reply: { status: 502 } } });
    expect(maxPresentations()).toBe(2);
  });

  it.each([
    ['silence', silence],
    ['a page with 200', page(200, 10)],
    ['a gateway’s 502', page(502, 10)],
    ['a 502 too large to be read', page(502, 2 * 1024 * 1024)],
  ])(
    'keeps everybody from the one retry for a while, so that a short fault ends no grant: %s',
    async (_name, fault) => {
      const { member, id, tenantId } = await connected();
      await expireToken(tenantId);
      always(fault);
      const before = Date.now();
      const callers = [accessToken(tenantId, id), accessToken(tenantId, id)];
      await expect.poll(() => failures(tenantId)).toBe(1);

      const grant = await grantOf(tenantId);
      expect(grant).toMatchObject({ presentations: 1, stoppedAt: null });
      expect((grant.leaseUntil?.getTime() ?? 0) - before).toBeGreaterThanOrEqual(14_000);
      expect((grant.leaseUntil?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(16_000);
      const look = await inTenant(tenantId, (tx) =>
        takeStep(tx, { tenantId, connectionId: id, obtainedAfter: new Date() }),
      );
      expect(look).toEqual({ kind: 'busy', fence: grant.fence });
      expect(await getConnection(member.ctx, id)).not.toMatchObject({ health: 'needs_consent' });

      strict.server.intervene(undefined);
      await endPause(tenantId);

      expect((await Promise.all(callers)).map((use) => use.kind)).toEqual(['token', 'token']);
      expect(strict.server.tokenRequests).toHaveLength(2);
      expect(await grantOf(tenantId)).toMatchObject({
        generation: 2,
        intent: null,
        presentations: 0,
        leaseUntil: null,
      });
    },
  );

  it.each([
    ['a redirect', page(302, 0)],
    ['a page with 400', page(400, 10)],
    ['a 404 too large to be read', page(404, 2 * 1024 * 1024)],
  ])('is none where the token cannot have been used, however often: %s', async (_name, fault) => {
    const { id, tenantId } = await connected();
    await expireToken(tenantId);
    always(fault);
    for (let round = 0; round < 3; round += 1) {
      expect((await accessToken(tenantId, id)).kind).toBe('problem');
      expect(await grantOf(tenantId)).toMatchObject({ presentations: 0, stoppedAt: null, leaseUntil: null });
    }
    strict.server.intervene(undefined);
    expect((await accessToken(tenantId, id)).kind).toBe('token');
  });

  it('is one failure for all who wait for the retry, when that fails too', async () => {
    const { id, tenantId } = await connected();
    await expireToken(tenantId);
    always(silence);
    const callers = Array.from({ length: 5 }, () => accessToken(tenantId, id, { obtainedAfter: new Date() }));
    await expect.poll(() => failures(tenantId)).toBe(1);
    always(page(503, 10));
    await endPause(tenantId);

    expect((await Promise.all(callers)).map((use) => use.kind)).toEqual(Array(5).fill('problem'));
    expect(strict.server.tokenRequests).toHaveLength(2);
    expect(await grantOf(tenantId)).toMatchObject({ presentations: 1, stoppedAt: null });
  });

  it('is settled once, though the lease is kept', async () => {
    const { id, tenantId } = await connected();
    const need = { tenantId, connectionId: id, obtainedAfter: new Date() };
    const step = await inTenant(tenantId, (tx) => takeStep(tx, need));
    if (step.kind !== 'claimed') throw new Error(`not claimed: ${step.kind}`);
    const failure = new OAuthNoAnswer({ protocol: 'network', code: 'ECONNRESET', text: 'reset' }, true);
    const settle = () => inTenant(tenantId, (tx) => settleAnswer(tx, step.claim, { kind: 'no_answer', failure }));
    expect([(await settle()).kind, (await settle()).kind]).toEqual(['again', 'stale']);
    expect(await failures(tenantId)).toBe(1);
  });
});
