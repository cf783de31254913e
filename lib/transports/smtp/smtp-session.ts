import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import { egressConnect, readHost, secureContext } from '#lib/egress/index.ts';
import type { Via } from '#lib/transports/types.ts';
import { converse } from './converse.ts';
import { dialogueFor } from './mechanisms.ts';
import type { SmtpTimeouts } from './time-limits.ts';

/**
 * Our handler's name within Nodemailer, and the name of no mechanism: by those, Nodemailer would choose for itself, and
 * send a token as a password where the server offers XOAUTH2 too.
 */
const ourDialogue = 'OUR-DIALOGUE';

/** How long a server has to say goodbye. */
const goodbyeMs = 2_000;

/**
 * One SMTP conversation, promises around Nodemailer's connection. Its transport is not used: that would renew the
 * access token by itself and hide the refusal behind its own error.
 */
export class SmtpSession {
  readonly #connection: SMTPConnection;
  readonly #failed: Promise<never>;
  /** True once the message's last byte was handed to the connection: from then on silence proves nothing. */
  isHandedOver = false;

  private constructor(connection: SMTPConnection, socket: Socket, signal: AbortSignal) {
    this.#connection = connection;
    this.#failed = new Promise((_, reject) => {
      connection.on('error', reject);
      // After a 421 Nodemailer hangs up before it tells what the server said: that comes first.
      connection.once('end', () => setImmediate(reject, connectionClosed()));
      const abort = () => {
        reject(signal.reason);
        connection.close();
        // That waits a while for a server to close, too.
        socket.destroy();
      };
      signal.addEventListener('abort', abort, { once: true });
      connection.once('end', () => signal.removeEventListener('abort', abort));
    });
    // Also when nobody is waiting at that moment.
    this.#failed.catch(() => undefined);
  }

  /**
   * Connects through egress and says hello: over TLS from the first byte, or by STARTTLS, without which it goes no
   * further, or in plain text where that was chosen. Once the signal is aborted, whatever is under way in the session
   * throws its reason, and the socket is destroyed.
   */
  static async open(via: Via, timeouts: SmtpTimeouts, signal: AbortSignal): Promise<SmtpSession> {
    const { name: host } = readHost(via.smtpHost);
    // First, so that certificates that cannot be read leave no open socket.
    const context = secureContext(via.caCertificate);
    const socket = await egressConnect({
      host,
      port: via.smtpPort,
      timeoutMs: timeouts.connectMs,
      proxy: via.proxy,
      signal,
    });
    const connection = new SMTPConnection({
      connection: socket,
      // By this its certificate is judged.
      host,
      port: via.smtpPort,
      secure: via.smtpSecurity === 'tls',
      requireTLS: via.smtpSecurity === 'starttls',
      // Plain text was chosen: what is offered does not change that.
      ignoreTLS: via.smtpSecurity === 'none',
      tls: { secureContext: context, rejectUnauthorized: true },
      connectionTimeout: timeouts.connectMs + timeouts.greetingMs,
      greetingTimeout: timeouts.greetingMs,
      socketTimeout: timeouts.silenceMs,
      logger: false,
    });
    const session = new SmtpSession(connection, socket, signal);
    await session.#step<void>((done) => connection.connect(done));
    return session;
  }

  /** The server's answer to EHLO: over TLS, where that was asked for. */
  get hello(): string {
    return this.#connection.lastServerResponse || '';
  }

  /** Signs in with what this mail is sent with, and returns the server's yes; null where there is nothing to sign in with. */
  async signIn(via: Via): Promise<string | null> {
    const dialogue = dialogueFor(via, mechanismsIn(this.hello));
    if (!dialogue) return null;
    let yes = '';
    this.#connection.customAuth.set(ourDialogue, async ({ sendCommand }) => {
      yes = await converse(dialogue, sendCommand);
    });
    await this.#step<boolean>((done) => this.#connection.login({ method: ourDialogue, user: '', pass: '' }, done));
    return yes;
  }

  async send(from: string, to: string[], mime: Buffer): Promise<SMTPConnectionSendInfo> {
    const message = Readable.from(chunksOf(mime));
    message.once('end', () => {
      this.isHandedOver = true;
    });
    const envelope = { from, to: [...to], size: mime.length };
    return this.#step<SMTPConnectionSendInfo>((done) => this.#connection.send(envelope, message, done));
  }

  /** Says goodbye without waiting for the answer; the server has a moment for it. */
  end(): void {
    this.#connection.quit();
    const close = setTimeout(() => this.#connection.close(), goodbyeMs).unref();
    this.#connection.once('end', () => clearTimeout(close));
  }

  #step<T>(run: (done: (error?: Error | null, result?: T) => void) => void): Promise<T> {
    const answered = new Promise<T>((fulfil, reject) => {
      run((error, result) => (error ? reject(error) : fulfil(result as T)));
    });
    return Promise.race([answered, this.#failed]);
  }
}

/** `AUTH` and names, in a line of its own (RFC 4954 §3); `AUTH=` is how servers older than that write it. */
function mechanismsIn(hello: string): string[] {
  return hello
    .split(/\r?\n/)
    .filter((line) => /^250[ -]AUTH[ =]/i.test(line))
    .flatMap((line) => line.slice('250 AUTH '.length).toUpperCase().split(' '))
    .filter((name) => name !== '');
}

function connectionClosed(): Error {
  return Object.assign(new Error('The server closed the connection.'), { code: 'ECONNECTION' });
}

const chunkBytes = 64 * 1024;

/** In pieces, so that the end is reached only when the socket has taken what came before. */
function* chunksOf(mime: Buffer): Generator<Buffer> {
  for (let at = 0; at < mime.length; at += chunkBytes) yield mime.subarray(at, at + chunkBytes);
}
