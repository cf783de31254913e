import type { Via } from '#lib/transports/types.ts';
import { MechanismMissing } from './refusals.ts';

/** What is said to sign in by one SASL mechanism. Every message is in base64 (RFC 4954 §4). */
export type Dialogue = {
  /** With the first message, where the mechanism begins with one. */
  command: string;
  /** What follows each challenge (334) of the server, in turn. */
  answers: string[];
  /** What such a challenge holds: why a token is refused, or only what to say next. */
  challenge: 'reason' | 'prompt';
};

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** `user=…^Aauth=Bearer …^A^A` (Microsoft and Google, XOAUTH2 protocol). */
export function xoauth2Message(mailbox: string, accessToken: string): string {
  return base64(`user=${mailbox}\u0001auth=Bearer ${accessToken}\u0001\u0001`);
}

/** RFC 7628 §3.1: a GS2 header that names the mailbox (RFC 5801 §4), then key and value pairs. */
export function oauthbearerMessage({ mailbox, smtpHost, smtpPort }: OfMailbox, accessToken: string): string {
  const name = mailbox.replaceAll('=', '=3D').replaceAll(',', '=2C');
  const pairs = [`host=${smtpHost}`, `port=${smtpPort}`, `auth=Bearer ${accessToken}`];
  return base64(`n,a=${name},\u0001${pairs.join('\u0001')}\u0001\u0001`);
}

/** RFC 4616 §2, without an identity to act for: some servers stumble over one. */
export function plainMessage(userName: string, password: string): string {
  return base64(`\0${userName}\0${password}`);
}

type OfMailbox = Pick<Via, 'mailbox' | 'smtpHost' | 'smtpPort'>;
type Signing = OfMailbox & Pick<Via, 'credential'>;

/**
 * How to sign in with this credential at a server that offers these mechanisms; null where there is nothing to sign in
 * with. A token goes by its own mechanism and no other, a password by PLAIN or else LOGIN. Throws MechanismMissing.
 */
export function dialogueFor(via: Signing, offered: readonly string[]): Dialogue | null {
  const { credential } = via;
  if (credential.kind === 'none') return null;
  if (credential.kind === 'password') {
    return passwordDialogue(credential.userName, credential.password.reveal(), offered);
  }
  const { mechanism } = credential;
  if (!offered.includes(mechanism)) throw new MechanismMissing(mechanism, offered);
  const token = credential.token.reveal();
  return mechanism === 'XOAUTH2'
    ? { command: `AUTH XOAUTH2 ${xoauth2Message(via.mailbox, token)}`, answers: [''], challenge: 'reason' }
    : {
        command: `AUTH OAUTHBEARER ${oauthbearerMessage(via, token)}`,
        answers: [base64('\u0001')],
        challenge: 'reason',
      };
}

function passwordDialogue(userName: string, password: string, offered: readonly string[]): Dialogue {
  if (offered.includes('PLAIN')) {
    return { command: `AUTH PLAIN ${plainMessage(userName, password)}`, answers: [], challenge: 'prompt' };
  }
  // Older servers of Microsoft's offer this one alone (draft-murchison-sasl-login).
  if (offered.includes('LOGIN')) {
    return { command: 'AUTH LOGIN', answers: [base64(userName), base64(password)], challenge: 'prompt' };
  }
  throw new MechanismMissing('PASSWORD', offered);
}

/** All that a server could echo of a sign-in, in the forms it is sent. The user name alone is no secret: only its base64. */
export function sentToSignIn(via: Signing): string[] {
  const { credential } = via;
  if (credential.kind === 'none') return [];
  if (credential.kind === 'token') {
    const token = credential.token.reveal();
    return [token, xoauth2Message(via.mailbox, token), oauthbearerMessage(via, token)];
  }
  const password = credential.password.reveal();
  return [password, base64(password), base64(credential.userName), plainMessage(credential.userName, password)];
}
