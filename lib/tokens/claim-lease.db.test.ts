import { expect, it } from 'vitest';
import { changeConnection, getConnection } from '#lib/connections/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { expireToken, grantOf, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { type Claim, takeStep } from './claim-lease.ts';
import { accessToken } from './index.ts';
import { presentClaim } from './present-claim.ts';
import { settleAnswer } from './settle-answer.ts';

useDatabase();
const strict = useStrictServer();
const { connected } = strict;

/** A transaction in which something happens between its first look and the statement after it, which asks for the lease. */
function overtaken(tx: Tx, meanwhile: () => Promise<unknown>): Tx {
  let statements = 0;
  return new Proxy(tx, {
    get: (target, name) => {
      if (name !== '$queryRaw') return Reflect.get(target, name);
      return async (...query: Parameters<Tx['$queryRaw']>) => {
        statements += 1;
        if (statements === 2) await meanwhile();
        return target.$queryRaw(...query);
      };
    },
  });
}

async function claimOf(tenantId: string, connectionId: string): Promise<Claim> {
  const step = await inTenant(tenantId, (tx) => takeStep(tx, { tenantId, connectionId }));
  if (step.kind !== 'claimed') throw new Error(`claimed nothing: ${step.kind}`);
  return step.claim;
}

/**
 * A look reads the grant and its tokens, then asks whether the lease still holds. Where the holder settles in between,
 * what was read is the token before: presented again, it would kill the grant.
 */
it.each([
  ['claims no used token', 1],
  ['does not declare a grant lost that was just renewed', 2],
])('a look that the holder overtakes %s', async (_name, presentations) => {
  const { member, id, tenantId } = await connected();
  await expireToken(tenantId);
  const claim = await claimOf(tenantId, id);
  await inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { presentations } }));
  const settle = async () => {
    const answer = await presentClaim(claim);
    await inTenant(tenantId, (tx) => settleAnswer(tx, claim, answer));
  };

  const step = await inTenant(tenantId, (tx) =>
    takeStep(overtaken(tx, settle), { tenantId, connectionId: id, isHeldHere: false }),
  );

  expect(step.kind).toBe('busy');
  expect((await accessToken(tenantId, id)).kind).toBe('token');
  expect(strict.server.tokenRequests).toHaveLength(1);
  expect(await grantOf(tenantId)).toMatchObject({ generation: 2, presentations: 0, stoppedAt: null });
  expect(await getConnection(member.ctx, id)).toMatchObject({ problem: null });
});

it('claims nothing with the secret of a connection that was changed while it looked', async () => {
  const { member, id, tenantId } = await connected();
  await expireToken(tenantId);
  const change = () => changeConnection(member.ctx, id, { clientSecret: 'another-secret' });

  const step = await inTenant(tenantId, (tx) => takeStep(overtaken(tx, change), { tenantId, connectionId: id }));

  expect(step.kind).toBe('busy');
  expect(await grantOf(tenantId)).toMatchObject({ intent: null, presentations: 0, leaseUntil: null });
  expect((await accessToken(tenantId, id)).kind).toBe('token');
  expect(strict.server.tokenRequests.map((request) => request.clientSecret)).toEqual(['another-secret']);
});

it('does not share a failure that the holder has just cured', async () => {
  const { member, id, tenantId } = await connected();
  await expireToken(tenantId);
  strict.server.intervene(async (_request, response) => {
    response.writeHead(503).end();
    return 'handled';
  });
  expect((await accessToken(tenantId, id)).kind).toBe('problem');
  strict.server.intervene(undefined);
  const claim = await claimOf(tenantId, id);
  const settle = async () => {
    const answer = await presentClaim(claim);
    await inTenant(tenantId, (tx) => settleAnswer(tx, claim, answer));
  };

  // Another question than the holder's, so that its token is no answer.
  const obtainedAfter = new Date(Date.now() + 60_000);
  const need = { tenantId, connectionId: id, obtainedAfter, seenFence: claim.fence };
  const step = await inTenant(tenantId, (tx) => takeStep(overtaken(tx, settle), need));

  expect(step.kind).toBe('busy');
  expect(await getConnection(member.ctx, id)).toMatchObject({ problem: null });
});
