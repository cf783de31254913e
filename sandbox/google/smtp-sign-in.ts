import type { Sandbox } from '#sandbox/sandbox.ts';
import { readAccessToken } from './access-tokens.ts';
import { type Account, findHolder } from './directory.ts';
import { fullMail } from './scopes.ts';

export type SmtpSignIn = { account: Account; clientId: string };

/**
 * XOAUTH2 as Gmail judges it: a living token with the full scope, of the mailbox named as `user`. Undefined is the one
 * refusal there is, 334 and then 535 5.7.8, whatever was wrong. Passwords are never right.
 */
export function signInByToken(
  sandbox: Sandbox,
  auth: { method: string; username?: string | undefined; accessToken?: string | undefined },
): SmtpSignIn | undefined {
  const user = (auth.username ?? '').toLowerCase();
  const token = auth.method === 'XOAUTH2' ? readAccessToken(sandbox, auth.accessToken ?? '') : undefined;
  const account = token?.userId ? findHolder(token.userId)?.account : undefined;
  const isRight = account?.address === user && account.hasMailbox && token?.scopes.includes(fullMail);
  sandbox.log.add({
    surface: 'smtp',
    provider: 'google',
    what: `AUTH ${auth.method}`,
    status: isRight ? 235 : 535,
    resource: 'gmail',
    ...(token ? { clientId: token.clientId } : {}),
    ...(user ? { user } : {}),
    ...(isRight ? {} : { error: '5.7.8' }),
  });
  return isRight && account && token ? { account, clientId: token.clientId } : undefined;
}
