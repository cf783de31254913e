import { system } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import type { UserView } from './create-user.ts';
import { noteRefusal } from './note-refusal.ts';
import { isPassword } from './password.ts';
import { emailSchema } from './schema.ts';

/**
 * Finds the person behind an e-mail address and password, or null, without telling which of the two was wrong. A
 * refusal of somebody who exists is counted for the audit log.
 */
export async function signIn(email: string, password: string, ip: string | null): Promise<UserView | null> {
  const parsed = emailSchema.safeParse(email);
  const user = parsed.success ? await system().user.findUnique({ where: { email: parsed.data } }) : null;
  const usable = user?.disabledAt === null ? user : null;
  const matches = await isPassword(password, usable?.passwordHash ?? null);
  if (matches && usable) return { id: usable.id, email: usable.email, name: usable.name };
  // Without the address: people type their password there.
  if (!user) log().info({ ip }, 'sign-in refused: nobody has this address');
  // Not awaited: an address that somebody has must not take longer than one that nobody has.
  else noteRefusal(user, ip).catch((error: unknown) => log().error({ err: error }, 'a refusal was not noted'));
  return null;
}
