import { isMailboxPassword } from '#sandbox/mailbox/mailbox-password.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { clouds } from './clouds.ts';
import { findMember, type Member } from './directory.ts';
import { resources } from './permissions.ts';
import { judgeAccessToken } from './tokens.ts';

/** Without a client: by the mailbox's password. */
export type SignIn = { member: Member; clientId?: string };

/**
 * XOAUTH2 as Exchange judges it: the token must be the Exchange's of the mailbox's cloud, hold SMTP.Send (or SMTP.SendAsApp for an application) and
 * belong to the mailbox named as `user`. Undefined is the one refusal there is, 535 5.7.3, whatever was wrong.
 */
export async function signInByToken(
  sandbox: Sandbox,
  username: string,
  accessToken: string,
): Promise<SignIn | undefined> {
  const member = findMember(username);
  if (!member || !username.includes('@')) return undefined;
  const audiences = [...clouds[member.directory.cloud].uris.exchange, resources.exchange.appId];
  const judgement = await judgeAccessToken(sandbox, accessToken, audiences);
  if (judgement.kind !== 'valid') return undefined;
  const { claims } = judgement;
  const isAllowed = claims.scopes
    ? claims.scopes.includes('SMTP.Send') && claims.oid === member.person.id
    : claims.roles.includes('SMTP.SendAsApp') && claims.tid === member.directory.id;
  return isAllowed ? { member, clientId: claims.appid } : undefined;
}

/**
 * A mailbox's password, as Exchange takes it until the deadline: only where basic authentication is still on. The answer
 * is who it is, or why not.
 */
export function signInByPassword(
  sandbox: Sandbox,
  { username, password }: { username: string; password: string },
): SignIn | 'basic-off' | 'wrong' {
  const member = findMember(username);
  const account = member?.person.address ?? username.toLowerCase();
  const place = member?.directory.id;
  if (!sandbox.faults.strike('basic-auth-on', { provider: 'microsoft', surface: 'smtp', account, place })) {
    return 'basic-off';
  }
  return member && isMailboxPassword(account, password) ? { member } : 'wrong';
}
