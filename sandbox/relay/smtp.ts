import { randomBytes } from 'node:crypto';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Situation } from '#sandbox/faults/fault-board.ts';
import { throughSmtpFaults } from '#sandbox/faults/smtp-traffic.ts';
import { deliver, UnreadableMessage } from '#sandbox/mailbox/deliver.ts';
import { isInsideAddress } from '#sandbox/mailbox/owners.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { connectionOf, openSmtp, type SmtpListener, SmtpRefusal } from '#sandbox/smtp-listener.ts';
import { ehloLines, maxMessageBytes, postfixWording, relayHost, relayRefusals, type Said } from './postfix-wording.ts';
import { findRelayUser, ownsSender, type RelayUser } from './users.ts';

/** Which of the two ports somebody came in by decides the name of what they speak (RFC 3848). */
type Port = { host: string; port: number; implicitTls: boolean };

/**
 * The mail server of an office, as a Postfix behaves: TLS and signing in are offered and not required. Whoever comes may
 * write to the mailboxes here; whoever signs in may write to anybody, as one of the senders they own.
 */
export async function listenRelay(sandbox: Sandbox, at: Port): Promise<SmtpListener> {
  const signedIn = new Map<string, RelayUser>();
  const server = new SMTPServer({
    name: relayHost,
    banner: 'Postfix',
    secure: at.implicitTls,
    key: sandbox.certificates.serverKey,
    cert: sandbox.certificates.serverCertificate,
    minVersion: 'TLSv1.2',
    size: maxMessageBytes,
    authMethods: ['PLAIN', 'LOGIN'],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    onConnect: (session, callback) => {
      speakLikePostfix(sandbox, server, session);
      callback();
    },
    onAuth: ({ method, ...typed }, session, callback) => {
      const username = typed.username ?? '';
      const password = typed.password ?? '';
      const judged = judgeSignIn(sandbox, { username, password, isSecure: session.secure });
      const refusal = 'code' in judged ? judged : undefined;
      log(sandbox, at, session, `AUTH ${method}`, refusal ?? { code: 235, text: '' }, username.toLowerCase());
      if ('code' in judged) return callback(new SmtpRefusal(judged));
      signedIn.set(session.id, judged);
      callback(null, { user: judged.name });
    },
    onMailFrom: ({ address }, session, callback) => {
      const refusal = refusalOfSender(sandbox, session, address, signedIn.get(session.id));
      if (refusal) log(sandbox, at, session, 'MAIL FROM', refusal, signedIn.get(session.id)?.name);
      callback(refusal ? new SmtpRefusal(refusal) : null);
    },
    onRcptTo: ({ address }, session, callback) => {
      const isAllowed = signedIn.has(session.id) || isInsideAddress(address);
      if (!isAllowed) log(sandbox, at, session, 'RCPT TO', relayRefusals.elsewhere(address));
      callback(isAllowed ? null : new SmtpRefusal(relayRefusals.elsewhere(address)));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (stream.sizeExceeded) return callback(new SmtpRefusal({ code: 552, text: '' }));
        const user = signedIn.get(session.id)?.name;
        const hangUp = (): void => connectionOf(server, session)?.close();
        const work = (): Promise<string> => accept(sandbox, at, session, { raw: Buffer.concat(chunks), user });
        throughSmtpFaults(sandbox.faults, situationOf(user), hangUp, work).then(
          (text) => callback(null, text),
          callback,
        );
      });
    },
    onClose: ({ id }) => {
      signedIn.delete(id);
    },
  });
  return openSmtp(server, at);
}

const situationOf = (user: string | undefined): Situation => ({ provider: 'smtp', surface: 'smtp', account: user });

/** Gives the connection Postfix's wording: `send` is the one place where smtp-server writes. */
function speakLikePostfix({ faults }: Sandbox, server: SMTPServer, session: SMTPServerSession): void {
  const connection = connectionOf(server, session);
  if (!connection) return;
  const send = connection.send.bind(connection);
  connection.send = (code, data, context) => {
    if (Array.isArray(data)) {
      const isSecure = connection.secure;
      // `smtpd_tls_auth_only`: where TLS is required, signing in is not offered before.
      const needsTls = faults.list().some(({ kind }) => kind === 'tls-required');
      return send(code, ehloLines({ isSecure, offersSignIn: isSecure || !needsTls }), context);
    }
    const said = postfixWording({ code: Number(code), text: data ?? '' }, context === 'MAIL_FROM_OK');
    send(said.code, said.text, context);
  };
}

function judgeSignIn(
  { faults }: Sandbox,
  by: { username: string; password: string; isSecure: boolean },
): RelayUser | Said {
  const user = findRelayUser(by.username, by.password);
  const situation = situationOf(by.username.toLowerCase());
  if (!by.isSecure && faults.strike('tls-required', situation)) return relayRefusals.tlsMissing();
  if (!user || faults.strike('password-refused', situation)) return relayRefusals.passwordWrong();
  return user;
}

function refusalOfSender(
  { faults }: Sandbox,
  session: SMTPServerSession,
  sender: string,
  user: RelayUser | undefined,
): Said | undefined {
  const situation = situationOf(user?.name);
  if (!session.secure && faults.strike('tls-required', situation)) return relayRefusals.tlsMissing();
  if (!user && faults.strike('sign-in-required', situation)) return relayRefusals.signInMissing();
  if (faults.strike('throttle', situation)) return relayRefusals.tooMuch(session.remoteAddress);
  // A bounce has no sender (RFC 5321 §4.5.5), and nobody owns that.
  return user && sender && !ownsSender(user, sender) ? relayRefusals.notOwned(sender, user.name) : undefined;
}

/** Keeps a message for its recipients. No copy stays with the sender: a relay has no Sent Items. */
async function accept(
  sandbox: Sandbox,
  at: Port,
  session: SMTPServerSession,
  { raw, user }: { raw: Buffer; user: string | undefined },
): Promise<string> {
  const { mailFrom, rcptTo } = session.envelope;
  const recipients = rcptTo.map(({ address }) => address);
  const sender = mailFrom ? mailFrom.address : '';
  const protocol = `ESMTP${session.secure ? 'S' : ''}${user ? 'A' : ''}`;
  const delivery = { raw, via: 'smtp', protocol, sender, recipients, saveToSent: false } as const;
  await deliver(sandbox.mail, delivery).catch((error: unknown) => {
    if (!(error instanceof UnreadableMessage)) throw error;
    log(sandbox, at, session, 'DATA', relayRefusals.unreadable(), user);
    throw new SmtpRefusal(relayRefusals.unreadable());
  });
  log(sandbox, at, session, 'DATA', { code: 250, text: '' }, user);
  return `2.0.0 Ok: queued as ${randomBytes(5).toString('hex').toUpperCase()}`;
}

function log(
  sandbox: Sandbox,
  at: Port,
  { secure }: SMTPServerSession,
  what: string,
  { code, text }: Said,
  user?: string,
): void {
  sandbox.log.add({
    surface: 'smtp',
    provider: 'smtp',
    what,
    status: code,
    security: at.implicitTls ? 'tls' : secure ? 'starttls' : 'none',
    ...(user ? { user } : {}),
    ...(code >= 400 ? { error: text.split(' ')[0] ?? '' } : {}),
  });
}
