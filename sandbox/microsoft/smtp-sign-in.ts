import type { Sandbox } from '#sandbox/sandbox.ts';
import { findMember, type Member } from './directory.ts';
import { resources } from './permissions.ts';
import { judgeAccessToken } from './tokens.ts';

export type SignIn = { member: Member; clientId: string };

/**
 * XOAUTH2 as Exchange judges it: the token must be Exchange's, hold SMTP.Send (or SMTP.SendAsApp for an application) and
 * belong to the mailbox named as `user`. Undefined is the one refusal there is, 535 5.7.3, whatever was wrong.
 */
export async function signInByToken(
  sandbox: Sandbox,
  username: string,
  accessToken: string,
): Promise<SignIn | undefined> {
  const { uris, appId } = resources.exchange;
  const judgement = await judgeAccessToken(sandbox, accessToken, [...uris, appId]);
  const member = findMember(username);
  if (judgement.kind !== 'valid' || !member || !username.includes('@')) return undefined;
  const { claims } = judgement;
  const isAllowed = claims.scopes
    ? claims.scopes.includes('SMTP.Send') && claims.oid === member.person.id
    : claims.roles.includes('SMTP.SendAsApp') && claims.tid === member.directory.id;
  return isAllowed ? { member, clientId: claims.appid } : undefined;
}
