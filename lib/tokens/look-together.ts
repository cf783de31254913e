import { setImmediate as nextTurn } from 'node:timers/promises';
import { SealError } from '#lib/crypto/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { type Need, type Step, takeStep } from './claim-lease.ts';
import { beginReading, endReading } from './kept-tokens.ts';
import { markUnreadable } from './mark-unreadable.ts';
import { isHeldHere } from './wait-for-lease.ts';

type Look = { step: Promise<Step>; isTaken: boolean };

const underWay = new Map<string, Promise<unknown>>();
const toCome = new Map<string, Look>();

/**
 * One look at a grant for all callers of this process that need the same: it begins after the last of them has asked,
 * so that nobody is given what was true before. One of them makes the claim that it may bring; the others wait for it.
 */
export async function lookTogether(need: Need): Promise<Step> {
  // A question of one's own is not shared.
  if (need.obtainedAfter || need.clientSecret) return look(need);
  const name = [need.tenantId, need.connectionId, need.resource, need.seenFence].join('/');
  const known = toCome.get(name);
  const one = known ?? begin(name, need);
  const step = await one.step;
  if (step.kind !== 'claimed') return step;
  if (one.isTaken) return { kind: 'busy', fence: step.claim.fence };
  one.isTaken = true;
  return step;
}

function begin(name: string, need: Need): Look {
  const before = underWay.get(name) ?? Promise.resolve();
  const step = before.then(
    () => run(),
    () => run(),
  );
  async function run(): Promise<Step> {
    await nextTurn();
    toCome.delete(name);
    const running = look(need);
    underWay.set(name, running);
    return running.finally(() => {
      if (underWay.get(name) === running) underWay.delete(name);
    });
  }
  const one = { step, isTaken: false };
  toCome.set(name, one);
  return one;
}

/** A seal that does not open is an answer too, if a sad one. */
async function look(asked: Need): Promise<Step> {
  const { tenantId, connectionId, resource = '' } = asked;
  const need = { ...asked, isHeldHere: isHeldHere(tenantId, connectionId) };
  const reading = beginReading(tenantId, connectionId);
  let found: Step | null = null;
  try {
    found = await inTenant(tenantId, (tx) => takeStep(tx, need));
    return found;
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    log().error({ err: error, tenantId, connectionId }, 'a sealed value does not open');
    return inTenant(tenantId, (tx) => markUnreadable(tx, tenantId, connectionId));
  } finally {
    endReading(reading, resource, found?.kind === 'token' ? found : null);
  }
}
