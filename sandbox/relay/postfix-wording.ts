/**
 * smtp-server says the right things in its own words; clients and diagnosis tables match Postfix's (src/smtpd). Every
 * reply passes here last.
 */

export const relayHost = 'mail.contoso.example';
/** Postfix's `message_size_limit`. */
export const maxMessageBytes = 10_240_000;

export type Said = { code: number; text: string };

const fixed: { code: number; starts: string; to?: number; text: string }[] = [
  { code: 220, starts: 'Ready to start TLS', text: '2.0.0 Ready to start TLS' },
  { code: 221, starts: '', text: '2.0.0 Bye' },
  { code: 235, starts: '', text: '2.7.0 Authentication successful' },
  { code: 250, starts: 'Accepted', text: '2.1.5 Ok' },
  { code: 250, starts: 'Flushed', text: '2.0.0 Ok' },
  { code: 250, starts: 'OK', text: '2.0.0 Ok' },
  { code: 452, starts: '', text: '4.5.3 Error: too many recipients' },
  { code: 500, starts: 'Error: command not recognized', text: '5.5.2 Error: command not recognized' },
  { code: 501, starts: 'Error: Bad sender', text: '5.1.7 Bad sender address syntax' },
  { code: 501, starts: 'Error: Bad recipient', text: '5.1.3 Bad recipient address syntax' },
  { code: 501, starts: 'Authentication aborted', text: '5.7.0 Authentication aborted' },
  { code: 501, starts: 'Error: invalid userdata', to: 535, text: '5.7.8 Error: authentication failed' },
  { code: 503, starts: 'Error: need RCPT command', to: 554, text: '5.5.1 Error: no valid recipients' },
  { code: 504, starts: '', to: 535, text: '5.7.8 Error: authentication failed: Invalid authentication mechanism' },
  { code: 552, starts: '', text: '5.3.4 Message size exceeds fixed limit' },
];

/** Postfix's wording of a single-line reply; a text that carries an enhanced code already stays as it is. */
export function postfixWording(said: Said, isAfterMailFrom: boolean): Said {
  if (/^\d\.\d{1,3}\.\d{1,3} /.test(said.text)) return said;
  if (said.code === 250 && isAfterMailFrom) return { code: 250, text: '2.1.0 Ok' };
  if (said.code === 503 && !said.text.startsWith('Error: need RCPT')) return { code: 503, text: `5.5.1 ${said.text}` };
  const known = fixed.find(({ code, starts }) => code === said.code && said.text.startsWith(starts));
  return known ? { code: known.to ?? known.code, text: known.text } : said;
}

/** What Postfix refuses, and how. */
export const relayRefusals = {
  passwordWrong: () => ({ code: 535, text: '5.7.8 Error: authentication failed' }),
  tlsMissing: () => ({ code: 530, text: '5.7.0 Must issue a STARTTLS command first' }),
  signInMissing: () => ({ code: 530, text: '5.7.0 Authentication required' }),
  notOwned: (sender: string, user: string) => ({
    code: 553,
    text: `5.7.1 <${sender}>: Sender address rejected: not owned by user ${user}`,
  }),
  elsewhere: (recipient: string) => ({ code: 554, text: `5.7.1 <${recipient}>: Relay access denied` }),
  tooMuch: (client: string) => ({ code: 450, text: `4.7.1 Error: too much mail from ${client}` }),
  unreadable: () => ({ code: 554, text: '5.6.0 Error: message cannot be read' }),
} as const satisfies Record<string, (...about: string[]) => Said>;

/** Postfix's EHLO lines; CHUNKING and ETRN are left out because we do not take them. */
export function ehloLines({ isSecure, offersSignIn }: { isSecure: boolean; offersSignIn: boolean }): string[] {
  return [
    relayHost,
    'PIPELINING',
    `SIZE ${maxMessageBytes}`,
    ...(isSecure ? [] : ['STARTTLS']),
    ...(offersSignIn ? ['AUTH PLAIN LOGIN'] : []),
    'ENHANCEDSTATUSCODES',
    '8BITMIME',
    'DSN',
    'SMTPUTF8',
  ];
}
