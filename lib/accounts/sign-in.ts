import { system } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import type { UserView } from './create-user.ts';
import { isKnownAt, type Place } from './known-places.ts';
import { noteRefusal, type RefusalReason } from './note-refusal.ts';
import { isPassword } from './password.ts';
import { emailSchema } from './schema.ts';
import { claimTry, settleTry, tooManyTries } from './sign-in-limits.ts';

/**
 * Finds the person behind an e-mail address and password, or null, without telling which of the two was wrong. After
 * too many wrong ones it throws `too_many_requests` without looking at the password, whether the address is somebody's
 * or not. A refusal of somebody who exists is counted for the audit log.
 */
export async function signIn(email: string, password: string, place: Place): Promise<UserView | null> {
  const parsed = emailSchema.safeParse(email);
  const user = parsed.success ? await system().user.findUnique({ where: { email: parsed.data } }) : null;
  const known = await isKnownAt(user?.id ?? null, place);
  const claim = await claimTry(parsed.data ?? email, place, known);
  if ('freeAt' in claim) {
    note(user, 'too_many_tries', place.ip);
    throw tooManyTries(claim.freeAt);
  }
  const usable = user?.disabledAt === null ? user : null;
  const matches = await isPassword(password, usable?.passwordHash ?? null);
  const succeeded = matches && usable !== null;
  await settleTry(claim.id, succeeded);
  if (succeeded) return { id: usable.id, email: usable.email, name: usable.name };
  note(user, 'wrong_password', place.ip);
  return null;
}

/** Not awaited: an address that somebody has must not take longer than one that nobody has. */
function note(user: { id: string; email: string } | null, reason: RefusalReason, ip: string | null): void {
  // Without the address: people type their password there.
  if (!user) log().info({ ip, reason }, 'sign-in refused: nobody has this address');
  else noteRefusal(user, reason, ip).catch((error: unknown) => log().error({ err: error }, 'a refusal was not noted'));
}
