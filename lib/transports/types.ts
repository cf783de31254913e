import type { Secret } from '#lib/crypto/secret.ts';
import type { Proxy as ProxyServer } from '#lib/egress/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import type { SmtpSecurity } from './schema.ts';

export type OutgoingMail = {
  from: { name: string; address: string };
  to: string[];
  subject: string;
  text: string;
  html?: string;
  attachments?: { filename: string; contentType: string; content: Uint8Array }[];
  /** RFC 5322 Message-ID with angle brackets; stays the same over retries. */
  messageId: string;
  date: Date;
  /** False keeps the copy out of Sent Items where the transport can (Graph, sent as JSON). */
  saveToSentItems: boolean;
};

/** How one sends: with an access token, by name and password, or with nothing where the server asks for nothing. */
export type Credential =
  /** The SASL mechanism is of SMTP; the HTTP APIs take the token as it is. */
  | { kind: 'token'; token: Secret; mechanism: 'XOAUTH2' | 'OAUTHBEARER' }
  | { kind: 'password'; userName: string; password: Secret }
  | { kind: 'none' };

/** What carries the mail: one mailbox, one credential. */
export type Via = {
  credential: Credential;
  /** The signed-in mailbox (UPN). */
  mailbox: string;
  /** `me` for a person's consent, `users` for an application permission. */
  actingAs: 'user' | 'application';
  /** Base of the transport's HTTP API. */
  apiUrl: string;
  smtpHost: string;
  smtpPort: number;
  smtpSecurity: SmtpSecurity;
  caCertificate: string;
  /** Null goes straight. */
  proxy: ProxyServer | null;
};

/** The outcome of handing one message over. */
export type SendOutcome =
  | { kind: 'accepted'; reply: Reply }
  /** Certainly not taken: refused, or the connection failed before the message was handed over. */
  | { kind: 'refused'; reply: Reply }
  /** Handed over, but the answer was lost: it may have been sent. */
  | { kind: 'unknown'; reply: Reply };

export type Transport = (mail: OutgoingMail, via: Via) => Promise<SendOutcome>;
