import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import { egressConnect, trustedCertificates } from '#lib/egress/index.ts';
import type { Via } from './types.ts';
import { xoauth2 } from './xoauth2.ts';

/**
 * Our handler's name within Nodemailer. Not XOAUTH2: asked for that without its own token generator, Nodemailer takes
 * the first password mechanism of the server instead, and sends the token as a password.
 */
const givenToken = 'GIVEN-TOKEN';

export type SmtpTimeouts = { connectMs: number; greetingMs: number; silenceMs: number };

/**
 * One SMTP conversation, promises around Nodemailer's connection. Its transport is not used: that would renew the
 * access token by itself and hide the refusal behind its own error.
 */
export class SmtpSession {
  readonly #connection: SMTPConnection;
  readonly #failed: Promise<never>;
  /** True once the message's last byte was handed to the connection: from then on silence proves nothing. */
  isHandedOver = false;

  private constructor(connection: SMTPConnection) {
    this.#connection = connection;
    this.#failed = new Promise((_, reject) => {
      connection.on('error', reject);
      // After a 421 Nodemailer hangs up before it tells what the server said: that comes first.
      connection.once('end', () => setImmediate(reject, connectionClosed()));
    });
    // Also when nobody is waiting at that moment.
    this.#failed.catch(() => undefined);
  }

  /** Connects through egress and says hello over TLS: from the first byte, or by STARTTLS, without which it goes no further. */
  static async open(via: Via, timeouts: SmtpTimeouts): Promise<SmtpSession> {
    const ca = trustedCertificates(via.caCertificate);
    const socket = await egressConnect({ host: via.smtpHost, port: via.smtpPort, timeoutMs: timeouts.connectMs });
    const connection = new SMTPConnection({
      connection: socket,
      host: via.smtpHost,
      port: via.smtpPort,
      secure: via.implicitTls,
      requireTLS: !via.implicitTls,
      tls: { ca, minVersion: 'TLSv1.2', rejectUnauthorized: true },
      connectionTimeout: timeouts.connectMs + timeouts.greetingMs,
      greetingTimeout: timeouts.greetingMs,
      socketTimeout: timeouts.silenceMs,
      logger: false,
      customAuth: { [givenToken]: xoauth2 },
    });
    const session = new SmtpSession(connection);
    await session.#step<void>((done) => connection.connect(done));
    return session;
  }

  /** Signs in with the one access token given. */
  async signIn(mailbox: string, accessToken: string): Promise<void> {
    const auth = { method: givenToken, user: mailbox, pass: accessToken };
    await this.#step<boolean>((done) => this.#connection.login(auth, done));
  }

  async send(from: string, to: string[], mime: Buffer): Promise<SMTPConnectionSendInfo> {
    const message = Readable.from(chunksOf(mime));
    message.once('end', () => {
      this.isHandedOver = true;
    });
    const envelope = { from, to: [...to], size: mime.length };
    return this.#step<SMTPConnectionSendInfo>((done) => this.#connection.send(envelope, message, done));
  }

  /** Says goodbye without waiting for the answer. */
  end(): void {
    this.#connection.quit();
  }

  #step<T>(run: (done: (error?: Error | null, result?: T) => void) => void): Promise<T> {
    const answered = new Promise<T>((fulfil, reject) => {
      run((error, result) => (error ? reject(error) : fulfil(result as T)));
    });
    return Promise.race([answered, this.#failed]);
  }
}

function connectionClosed(): Error {
  return Object.assign(new Error('The server closed the connection.'), { code: 'ECONNECTION' });
}

const chunkBytes = 64 * 1024;

/** In pieces, so that the end is reached only when the socket has taken what came before. */
function* chunksOf(mime: Buffer): Generator<Buffer> {
  for (let at = 0; at < mime.length; at += chunkBytes) yield mime.subarray(at, at + chunkBytes);
}
