import { hash, type Options, verify } from '@node-rs/argon2';
import { randomToken } from '#lib/crypto/index.ts';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 20 ms. The library's default is argon2id. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } satisfies Options;

/** Makes the PHC string that is stored for a password. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost);
}

let decoy: Promise<string> | undefined;

/**
 * Tells whether the password is the one behind the hash. Without a hash the same work is done on a decoy, so that an
 * unknown e-mail address takes as long as a wrong password.
 */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  // Awaited either way: the first call, which makes the decoy, must not tell one case from the other.
  decoy ??= hashPassword(randomToken());
  const standIn = await decoy;
  const matches = await verify(passwordHash ?? standIn, password.normalize('NFKC'));
  return matches && passwordHash !== null;
}
