import type { SMTPConnectionCustomAuthContext } from 'nodemailer/lib/smtp-connection';

/** The mechanism's one message: `user=…^Aauth=Bearer …^A^A` in base64 (Microsoft and Google, XOAUTH2 protocol). */
export function xoauth2Message(mailbox: string, accessToken: string): string {
  return Buffer.from(`user=${mailbox}\u0001auth=Bearer ${accessToken}\u0001\u0001`).toString('base64');
}

/**
 * Signs in by XOAUTH2. A server may answer a bad token with a challenge that holds its reason (334); the empty line
 * that follows gets the real reply (535).
 */
export async function xoauth2({ auth, authMethods, sendCommand }: SMTPConnectionCustomAuthContext): Promise<void> {
  const { user, pass } = auth.credentials;
  if (!authMethods.includes('XOAUTH2')) throw new Error(noXoauth2);
  const first = await sendCommand(`AUTH XOAUTH2 ${xoauth2Message(user, pass)}`);
  const last = first.status === 334 ? await sendCommand('') : first;
  if (last.status !== 235) throw new Error('Sign-in refused');
}

/** Its own text tells this refusal from the server's: no command was sent. */
export const noXoauth2 = 'The server does not offer XOAUTH2';
