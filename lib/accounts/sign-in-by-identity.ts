import type { SignInProvider } from '#lib/config/index.ts';
import { system } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import type { Identity } from '#lib/oauth/index.ts';
import { noteRefusal } from './note-refusal.ts';
import { type Browser, openSession } from './open-session.ts';
import type { SignInProblem } from './schema.ts';

/** Signs in whom this identity is linked to. Whatever address it carries, an identity that is linked to nobody is nobody's. */
export async function signInByIdentity(
  { issuer, subject, address }: Identity,
  provider: SignInProvider,
  browser: Browser,
): Promise<{ token: string } | { problem: SignInProblem }> {
  const found = await system().identity.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { id: true, user: { select: { id: true, email: true, name: true, disabledAt: true } } },
  });
  if (!found) {
    log().info({ provider: provider.id, ip: browser.ip }, 'sign-in refused: nobody has linked this identity');
    return { problem: 'not_linked' };
  }
  const { disabledAt, ...user } = found.user;
  if (disabledAt !== null) {
    await noteRefusal(user, 'switched_off', browser.ip);
    return { problem: 'switched_off' };
  }
  const { count } = await system().identity.updateMany({
    where: { id: found.id },
    data: { lastUsedAt: new Date(), provider: provider.id, label: provider.label, address: address ?? null },
  });
  // Unlinked in this very moment.
  if (count === 0) return { problem: 'not_linked' };
  const { token } = await openSession(user, browser, provider.label);
  return { token };
}
