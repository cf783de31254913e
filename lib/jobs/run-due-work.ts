import { destroyUntouched, finishRevocations, purgeConsents, readSecretEnds } from '#lib/connections/index.ts';
import { storedWithin } from '#lib/db/index.ts';
import { continueRotation } from '#lib/keys/index.ts';
import { log } from '#lib/log/index.ts';
import { createTeller, purgeNotices } from '#lib/notices/index.ts';
import { within } from '#lib/time/index.ts';
import { createRenewer } from '#lib/tokens/index.ts';
import { createDeliverer, purgeDeliveries } from '#lib/webhooks/index.ts';
import { every } from './every.ts';
import { leftAt } from './left-at.ts';

const renewEveryMs = 2_000;
const resealEveryMs = 5_000;
const tellEveryMs = 5_000;
const deliverEveryMs = 2_000;
const revokeEveryMs = 30_000;
const readEveryMs = 5_000;
const purgeEveryMs = 3_600_000;

/**
 * Does what falls due, until the signal: renews tokens ahead of time, makes the requests for revocations that another
 * process left, reads when secrets end, lets people and webhooks know what becomes of their connections, seals anew what
 * older keys sealed, sweeps away what is old and destroys candidates that nobody touches. Resolves when what was begun is
 * finished and what was received is stored, or at most `finishMs` after the signal: a refresh token that is not stored by
 * then is lost, the log says so, and its intent stays on record.
 */
export async function runDueWork(signal: AbortSignal, finishMs: number): Promise<void> {
  const { renewDue, settled } = createRenewer();
  const teller = createTeller();
  const deliverer = createDeliverer();
  await Promise.all([
    every(renewEveryMs, 'renewing', () => renewDue(), signal),
    every(resealEveryMs, 'sealing anew', () => continueRotation(signal), signal),
    every(revokeEveryMs, 'revoking', () => finishRevocations(), signal),
    every(readEveryMs, 'reading ends of secrets', () => leftAt(signal, readSecretEnds()), signal),
    every(tellEveryMs, 'telling', () => teller.reviewDue(), signal),
    every(deliverEveryMs, 'mailing', () => teller.mailDue(), signal),
    every(deliverEveryMs, 'webhooks', () => deliverer.deliverDue(), signal),
    every(purgeEveryMs, 'forgetting', () => Promise.all([purgeNotices(), purgeDeliveries()]), signal),
    every(purgeEveryMs, 'purging', () => purgeConsents(), signal),
    every(purgeEveryMs, 'removing', () => destroyUntouched(), signal),
  ]);
  // What is not told by then is told by whoever holds it next.
  const told = within(finishMs, Promise.all([teller.settled(), deliverer.settled()]), () => undefined);
  if (!(await storedWithin(finishMs, settled()))) {
    log().error({ finishMs }, 'stopped before everything was stored: the intents on record say what may be lost');
  }
  await told;
}
