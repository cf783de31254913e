import { system } from '#lib/db/index.ts';
import type { UserView } from './create-user.ts';
import { isPassword } from './password.ts';
import { emailSchema } from './schema.ts';

/** Finds the person behind an e-mail address and password, or null, without telling which of the two was wrong. */
export async function signIn(email: string, password: string): Promise<UserView | null> {
  const parsed = emailSchema.safeParse(email);
  const user = parsed.success ? await system().user.findUnique({ where: { email: parsed.data } }) : null;
  const usable = user?.disabledAt === null ? user : null;
  const matches = await isPassword(password, usable?.passwordHash ?? null);
  return matches && usable ? { id: usable.id, email: usable.email, name: usable.name } : null;
}
