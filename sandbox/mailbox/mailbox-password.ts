import { createHash, timingSafeEqual } from 'node:crypto';

/** The password of an account, for mail programs that know no OAuth; the same in every sandbox and after every reset. */
export const mailboxPassword = (address: string): string =>
  createHash('sha256').update(`password of ${address.toLowerCase()}`).digest('base64url').slice(0, 20);

export function isMailboxPassword(address: string, password: string): boolean {
  const [wanted, given] = [Buffer.from(mailboxPassword(address)), Buffer.from(password)];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}
