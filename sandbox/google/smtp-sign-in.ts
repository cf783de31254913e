import type { SMTPServerAuthentication } from 'smtp-server';
import { isMailboxPassword } from '#sandbox/mailbox/mailbox-password.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { readAccessToken } from './access-tokens.ts';
import { isAppPassword } from './app-passwords.ts';
import { type Account, findHolder } from './directory.ts';
import { fullMail } from './scopes.ts';

/** Without a client: by an app password. */
export type SmtpSignIn = { account: Account; clientId?: string };

type Judgement = SmtpSignIn | 'refused' | 'app-password-needed';

/**
 * Who signs in at Gmail's SMTP. XOAUTH2 needs a living token with the full scope, of the mailbox named as `user`; LOGIN and
 * PLAIN an app password. The account's own password is right and not enough, which Gmail says with words of its own.
 */
export function signIn(sandbox: Sandbox, auth: SMTPServerAuthentication): Judgement {
  const user = (auth.username ?? '').toLowerCase();
  const judged = auth.method === 'XOAUTH2' ? byToken(sandbox, user, auth) : byPassword(sandbox, user, auth);
  const by = typeof judged === 'string' ? undefined : judged;
  const error = judged === 'app-password-needed' ? '5.7.9' : '5.7.8';
  sandbox.log.add({
    surface: 'smtp',
    provider: 'google',
    what: `AUTH ${auth.method}`,
    status: by ? 235 : judged === 'app-password-needed' ? 534 : 535,
    resource: 'gmail',
    ...(by?.clientId ? { clientId: by.clientId } : {}),
    ...(user ? { user } : {}),
    ...(by ? {} : { error }),
  });
  return judged;
}

function byToken(sandbox: Sandbox, user: string, { accessToken }: SMTPServerAuthentication): Judgement {
  const token = readAccessToken(sandbox, accessToken ?? '');
  const account = token?.userId ? findHolder(token.userId)?.account : undefined;
  const isRight = account?.address === user && account.hasMailbox && token?.scopes.includes(fullMail);
  return isRight && token ? { account, clientId: token.clientId } : 'refused';
}

function byPassword({ store }: Sandbox, user: string, { password }: SMTPServerAuthentication): Judgement {
  const account = findHolder(user)?.account;
  if (!account?.hasMailbox || account.address !== user) return 'refused';
  if (isAppPassword(store, account.id, password ?? '')) return { account };
  return isMailboxPassword(account.address, password ?? '') ? 'app-password-needed' : 'refused';
}
