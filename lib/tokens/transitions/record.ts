import type { Prisma } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { healthFor, meaningOf } from '#lib/diagnosis/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import type { Claim } from '#lib/tokens/claim-lease.ts';
import type { Settled } from '#lib/tokens/settle-answer.ts';
import type { StoredEventReply } from '#lib/tokens/stored-event-reply.ts';
import { problemColumn, type StoredProblem } from '#lib/tokens/stored-problem.ts';

type Kind = 'issued' | 'refreshed' | 'rotated' | 'refused' | 'failed';

/** Writes a line of the grant's history. */
export async function recordEvent(
  tx: Tx,
  claim: Claim,
  kind: Kind,
  { generation = claim.grant.generation, reply }: { generation?: number; reply?: StoredEventReply },
): Promise<void> {
  const { tenantId, connectionId } = claim.grant;
  await tx.grantEvent.create({
    data: {
      tenantId,
      connectionId,
      kind,
      resource: claim.settings.access.resource,
      generation: claim.refreshToken ? generation : null,
      ...(reply ? { reply: reply as unknown as Prisma.InputJsonValue } : {}),
    },
  });
}

/** Says in the history and on the connection what went wrong, in the words of the provider's one table of replies. */
export async function recordFailure(tx: Tx, claim: Claim, kind: 'refused' | 'failed', reply: Reply): Promise<Settled> {
  const problem = problemOf(claim, reply);
  await recordEvent(tx, claim, kind, { reply });
  const health = healthFor(meaningOf(claim.settings.provider, problem).class);
  await setHealth(tx, claim, { health, problem: problemColumn(problem) });
  return { kind: 'problem', problem };
}

/**
 * What went wrong says nothing about the connection, which is as it was: a secret that was only tried is in the history;
 * that another resource is not for this grant concerns whoever asked.
 */
export async function recordAside(tx: Tx, claim: Claim, kind: 'refused' | 'failed', reply: Reply): Promise<Settled> {
  if (claim.isTrial) await recordEvent(tx, claim, kind, { reply: { ...reply, isTrial: true } });
  return { kind: 'problem', problem: { about: 'grant', source: 'provider', reply, facts: claim.settings.facts } };
}

export async function setHealth(tx: Tx, claim: Claim, data: Prisma.ConnectionUncheckedUpdateManyInput): Promise<void> {
  const { connectionId: id, tenantId } = claim.grant;
  await tx.connection.updateMany({ where: { id, tenantId }, data });
}

function problemOf({ grant, settings }: Claim, reply: Reply) {
  const { accountAddress } = grant;
  const facts = { ...settings.facts, ...(accountAddress ? { accountAddress } : {}) };
  return { about: 'grant', source: 'provider', reply, facts } satisfies StoredProblem;
}
