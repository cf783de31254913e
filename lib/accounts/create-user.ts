import { system, type Tx } from '#lib/db/index.ts';
import { takenField } from './internal.ts';
import { hashPassword } from './password.ts';
import { emailSchema } from './schema.ts';

export type UserView = { id: string; email: string; name: string };

/** Makes a person who can sign in; an e-mail address that is taken is a conflict. */
export async function createUser(input: { email: string; name: string; password: string }): Promise<UserView> {
  // Hashed before the transaction: it takes tens of milliseconds.
  const passwordHash = await hashPassword(input.password);
  return system().$transaction((tx) => insertUser(tx, { ...input, passwordHash, isOperator: false }));
}

/** `createUser` within the caller's transaction of the system role, with the password hashed already. */
export async function insertUser(
  tx: Tx,
  input: { email: string; name: string; passwordHash: string; isOperator: boolean },
): Promise<UserView> {
  const { name, passwordHash, isOperator } = input;
  const email = emailSchema.parse(input.email);
  return tx.user
    .create({ data: { email, name, passwordHash, isOperator }, select: { id: true, email: true, name: true } })
    .catch((error: unknown) => takenField(error, 'email', 'Somebody signs in with this address already.'));
}
