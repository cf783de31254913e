/**
 * smtp-server says the right things in its own words; clients and diagnosis tables match Exchange Online's. Every reply
 * passes here last. Sources: providers.md §2.9, and sessions with smtp.office365.com quoted in public issue threads.
 */

export const exchangeHost = 'SB1PR00CA0001.SANDBOX.PROD.OUTLOOK.LOCALHOST';

/** `[host date session]`, as Exchange ends many replies. */
export const stamp = (sessionId: string): string =>
  `[${exchangeHost} ${new Date().toISOString()} ${sessionId.toUpperCase().padEnd(16, '0').slice(0, 16)}]`;

type Said = { code: number; text: string };
type Situation = { isSecure: boolean; isSignedIn: boolean; sessionId: string; isAfterMailFrom?: boolean };

const fixed: { code: number; starts: string; text: string }[] = [
  { code: 220, starts: 'Ready to start TLS', text: '2.0.0 SMTP server ready' },
  { code: 221, starts: '', text: '2.0.0 Service closing transmission channel' },
  { code: 235, starts: '', text: '2.7.0 Authentication successful' },
  { code: 250, starts: 'Accepted', text: '2.1.5 Recipient OK' },
  { code: 250, starts: 'Flushed', text: '2.0.0 Resetting' },
  { code: 250, starts: 'OK', text: '2.0.0 OK' },
  { code: 354, starts: '', text: 'Start mail input; end with <CRLF>.<CRLF>' },
  { code: 500, starts: 'Error: command not recognized', text: '5.3.3 Unrecognized command' },
  { code: 501, starts: 'Error: invalid userdata', text: '5.5.4 Invalid XOAUTH2 auth data' },
  { code: 501, starts: 'Authentication aborted', text: '5.7.0 Authentication cancelled' },
  { code: 503, starts: 'Error: send HELO/EHLO first', text: '5.5.2 Send hello first' },
  { code: 503, starts: 'Error: need MAIL command', text: '5.5.2 Need mail command' },
  { code: 503, starts: 'Error: need RCPT command', text: '5.5.2 Need rcpt command' },
  { code: 504, starts: '', text: '5.7.4 Unrecognized authentication type' },
];

/** Exchange's wording of a single-line reply; a text that carries an enhanced code already stays as it is. */
export function exchangeWording(said: Said, situation: Situation): Said {
  if (/^\d\.\d{1,3}\.\d{1,3} /.test(said.text)) return said;
  if (said.code === 538)
    return { code: 504, text: `5.7.4 Unrecognized authentication type ${stamp(situation.sessionId)}` };
  if (said.code === 530) return notSignedIn(situation);
  if (said.code === 250 && situation.isAfterMailFrom) return { code: 250, text: '2.1.0 Sender OK' };
  const known = fixed.find(({ code, starts }) => code === said.code && said.text.startsWith(starts));
  return known ? { code: known.code, text: known.text } : said;
}

/** MAIL FROM too early: before TLS Exchange asks for TLS, after it for authentication. */
function notSignedIn({ isSecure, sessionId }: Situation): Said {
  return isSecure
    ? { code: 530, text: `5.7.57 Client not authenticated to send mail. ${stamp(sessionId)}` }
    : { code: 451, text: `5.7.3 STARTTLS is required to send mail ${stamp(sessionId)}` };
}

/** Exchange's EHLO lines; BINARYMIME and CHUNKING are left out because we do not take BDAT. */
export function ehloLines({ isSecure, isSignedIn }: Situation, clientAddress: string, maxBytes: number): string[] {
  const lines = [
    `${exchangeHost} Hello [${clientAddress}]`,
    `SIZE ${maxBytes}`,
    'PIPELINING',
    'DSN',
    'ENHANCEDSTATUSCODES',
  ];
  if (!isSecure) lines.push('STARTTLS');
  else if (!isSignedIn) lines.push('AUTH LOGIN XOAUTH2');
  return [...lines, '8BITMIME', 'SMTPUTF8'];
}
