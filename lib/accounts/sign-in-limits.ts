import { setTimeout as pause } from 'node:timers/promises';
import { system } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { keyedHash } from './keyed-hash.ts';
import { networkOf, type Place } from './known-places.ts';

/** Wrong passwords within `limitWindowMs` before the next is refused unseen (W10, ASVS 6.1.1). */
export const signInLimits = {
  /** From one address, whomever they are for. */
  address: 10,
  /** For one account, from all the addresses and browsers that it was never signed in from. */
  account: 20,
  /** For one account in one browser that it was signed in with. */
  device: 10,
} as const;
/** Trips to an issuer begun from one address in the same time: a whole office may sign in, nobody fills the database. */
export const mostTrips = 300;
export const limitWindowMs = 15 * 60_000;

/** A try that nobody finished in this time counts as a wrong password: its process is gone. */
const settlesMs = 10_000;
/** Tries at once wait for each other this long: whether there is room depends on how those before them end. */
const patienceMs = 5_000;
const lookAgainMs = 40;

type Claim = { try_id: string | null; free_at: Date | null; busy: boolean };

/**
 * Takes one try to sign in, before the password is looked at, so that however many come at once, to however many
 * processes, no more are looked at than the limits say.
 *
 * A browser that the account was signed in with has a budget of its own, and an address that it was signed in from is
 * not held back by what others do elsewhere: guessing at an account does not lock its person out.
 *
 * @returns the try, to be settled; or when to come back
 */
export async function claimTry(
  account: string,
  place: Place,
  known: { device: boolean; address: boolean },
): Promise<{ id: string } | { freeAt: Date }> {
  const budgets = budgetsOf(account, place, known);
  const hashes = budgets.map(({ hash }) => hash);
  const limits = budgets.map(({ limit }) => limit);
  for (const deadline = Date.now() + patienceMs; ; await pause(lookAgainMs)) {
    const [claim] = await system().$queryRaw<Claim[]>`
      select try_id, free_at, busy from claim_sign_in_try(${hashes}::bytea[], ${limits}::int[],
        make_interval(secs => ${limitWindowMs / 1000}), make_interval(secs => ${settlesMs / 1000}))`;
    if (claim?.try_id) return { id: claim.try_id };
    if (claim?.free_at) return { freeAt: claim.free_at };
    if (Date.now() > deadline) return { freeAt: new Date(Date.now() + settlesMs) };
  }
}

/** Says how a try ended. Only a wrong password counts; one success does not forgive the failures before it. */
export async function settleTry(id: string, succeeded: boolean): Promise<void> {
  if (succeeded) await system().signInTry.deleteMany({ where: { id } });
  else await system().signInTry.updateMany({ where: { id }, data: { pending: false } });
}

/** Counts a trip to an issuer that a stranger begins. Throws `too_many_requests` where too many came from there. */
export async function claimTrip(ip: string | null): Promise<void> {
  const budget = keyedHash('tries', 'trips', networkOf(ip));
  // Each counts from its beginning on: most are never ended.
  const [claim] = await system().$queryRaw<Claim[]>`
    select try_id, free_at, busy from claim_sign_in_try(array[${budget}::bytea], array[${mostTrips}::int],
      make_interval(secs => ${limitWindowMs / 1000}), make_interval(secs => 0))`;
  if (claim?.try_id) return;
  const retryAt = claim?.free_at ?? new Date(Date.now() + settlesMs);
  const message = 'Too many sign-ins were begun from your network. Sign in with your password, or try again later.';
  throw new AppError('too_many_requests', message, { retryAt });
}

/** The refusal, in the same words for accounts that exist and those that do not. */
export function tooManyTries(freeAt: Date): AppError {
  const minutes = Math.max(1, Math.ceil((freeAt.getTime() - Date.now()) / 60_000));
  const clock = freeAt.toISOString().slice(11, 16);
  const message =
    `Too many tries with a wrong password. Nobody looked at this one: ` +
    `try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} (${clock} UTC).`;
  return new AppError('too_many_requests', message, { retryAt: freeAt });
}

function budgetsOf(account: string, place: Place, known: { device: boolean; address: boolean }) {
  if (known.device) {
    return [{ hash: keyedHash('tries', 'device', account, place.deviceToken ?? ''), limit: signInLimits.device }];
  }
  const address = { hash: keyedHash('tries', 'address', networkOf(place.ip)), limit: signInLimits.address };
  if (known.address) return [address];
  return [address, { hash: keyedHash('tries', 'account', account), limit: signInLimits.account }];
}
