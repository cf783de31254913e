import { createHash } from 'node:crypto';

/**
 * smtp-server says the right things in its own words; clients and diagnosis tables match Gmail's. Every reply passes
 * here last. Sources: providers.md §1.9, and sessions with smtp.gmail.com quoted in public issue threads.
 */

export const gmailHost = 'smtp.gmail.com';
export const maxMessageBytes = 35_882_577;

/** Gmail ends nearly every reply with the session's mark. */
export const mark = (sessionId: string): string =>
  `${createHash('sha256').update(sessionId).digest('hex').slice(0, 30)} - gsmtp`;

export type Said = { code: number; text: string };
type Situation = { isSecure: boolean; sessionId: string; isAfterMailFrom: boolean };

/** `null` of `starts` is any text of this code. */
const fixed: { code: number; starts: string; to?: number; text: string; isBare?: true }[] = [
  { code: 220, starts: 'Ready to start TLS', text: '2.0.0 Ready to start TLS', isBare: true },
  { code: 221, starts: '', text: '2.0.0 closing connection' },
  { code: 235, starts: '', text: '2.7.0 Accepted', isBare: true },
  { code: 250, starts: 'Accepted', text: '2.1.5 OK' },
  { code: 250, starts: 'Flushed', text: '2.1.5 Flushed' },
  { code: 250, starts: 'OK', text: '2.0.0 OK' },
  { code: 354, starts: '', text: 'Go ahead' },
  { code: 452, starts: '', text: '4.5.3 Your message has too many recipients.' },
  { code: 500, starts: 'Error: command not recognized', to: 502, text: '5.5.1 Unrecognized command.' },
  { code: 501, starts: 'Error: invalid userdata', text: '5.5.2 Cannot Decode response' },
  { code: 501, starts: 'Authentication aborted', text: '5.7.0 Authentication cancelled' },
  { code: 501, starts: '', to: 555, text: '5.5.2 Syntax error.' },
  { code: 503, starts: 'Error: send HELO/EHLO first', text: '5.5.1 EHLO/HELO first.' },
  { code: 503, starts: 'Error: need MAIL command', text: '5.5.1 MAIL first.' },
  { code: 503, starts: 'Error: need RCPT command', text: '5.5.1 RCPT first.' },
  { code: 504, starts: '', text: '5.7.4 Unrecognized Authentication Type' },
  { code: 538, starts: '', to: 530, text: '5.7.0 Must issue a STARTTLS command first.' },
  { code: 552, starts: '', text: '5.3.4 Your message exceeded Google’s message size limits.' },
];

/** Gmail's wording of a reply; several lines where Gmail takes several. A text with an enhanced code stays as it is. */
export function gmailWording(said: Said, situation: Situation): { code: number; text: string | string[] } {
  const sign = mark(situation.sessionId);
  if (said.code === 535) return { code: 535, text: badCredentials(sign) };
  if (said.code === 530 && situation.isSecure) return { code: 530, text: signInWanted(sign) };
  if (said.code === 530) return { code: 530, text: `5.7.0 Must issue a STARTTLS command first. ${sign}` };
  if (/^\d\.\d{1,3}\.\d{1,3} /.test(said.text)) {
    const lines = said.text.split('|');
    return {
      code: said.code,
      text: lines.length > 1 ? [...lines.slice(0, -1), `${lines.at(-1)} ${sign}`] : `${said.text} ${sign}`,
    };
  }
  if (said.code === 250 && situation.isAfterMailFrom) return { code: 250, text: `2.1.0 OK ${sign}` };
  const known = fixed.find(({ code, starts }) => code === said.code && said.text.startsWith(starts));
  if (!known) return said;
  return { code: known.to ?? known.code, text: known.isBare ? known.text : `${known.text} ${sign}` };
}

const badCredentials = (sign: string): string[] => [
  '5.7.8 Username and Password not accepted. For more information, go to',
  `5.7.8  https://support.google.com/mail/?p=BadCredentials ${sign}`,
];

const signInWanted = (sign: string): string[] => [
  '5.7.0 Authentication Required. For more information, go to',
  `5.7.0  https://support.google.com/mail/?p=WantAuthError ${sign}`,
];

/** A `|` begins the next line of the reply. */
export const smtpRefusals = {
  dailyLimit: {
    code: 550,
    text: '5.4.5 Daily user sending limit exceeded. For more information on Gmail|5.4.5 sending limits go to|5.4.5  https://support.google.com/a/answer/166852',
  },
  tryLater: { code: 421, text: '4.7.0 Try again later, closing connection.' },
  sendAsDenied: { code: 550, text: '5.7.1 The user you are trying to send as has not been verified for this account.' },
  tooManyRecipients: {
    code: 452,
    text: '4.5.3 Your message has too many recipients. For more information|4.5.3  https://support.google.com/mail/?p=TooManyRecipients',
  },
  unreadable: { code: 554, text: '5.6.0 Message is malformed. Not accepted.' },
  appPasswordNeeded: {
    code: 534,
    text: '5.7.9 Application-specific password required. For more information, go to|5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor',
  },
  noMailbox: { code: 534, text: '5.7.14 Mail service not enabled for this account.' },
} as const satisfies Record<string, Said>;

/** Gmail's EHLO lines; CHUNKING and the password methods' cousins are left out because we do not take them. */
export function ehloLines(isSecure: boolean, clientAddress: string): string[] {
  return [
    `${gmailHost} at your service, [${clientAddress}]`,
    `SIZE ${maxMessageBytes}`,
    '8BITMIME',
    isSecure ? 'AUTH LOGIN PLAIN XOAUTH2' : 'STARTTLS',
    'ENHANCEDSTATUSCODES',
    'PIPELINING',
    'SMTPUTF8',
  ];
}
