import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Situation } from '#sandbox/faults/fault-board.ts';
import { throughSmtpFaults } from '#sandbox/faults/smtp-traffic.ts';
import { deliver, UnreadableMessage } from '#sandbox/mailbox/deliver.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { connectionOf, openSmtp, type SmtpListener, SmtpRefusal } from '#sandbox/smtp-listener.ts';
import { withOwnFrom } from './gmail-message.ts';
import { ehloLines, gmailHost, gmailWording, mark, maxMessageBytes, type Said, smtpRefusals } from './gmail-wording.ts';
import { type SmtpSignIn, signIn } from './smtp-sign-in.ts';

/** By SMTP (providers.md §1.8). */
const maxRecipients = 100;

/** What the 334 after a refused token says, before the 535 (providers.md §1.9). */
const challenge = { status: '400', schemes: 'Bearer', scope: 'https://mail.google.com/' };

/** smtp.gmail.com on loopback, with STARTTLS or with TLS from the start: XOAUTH2, app passwords and Gmail's replies. */
export async function listenGmailSmtp(
  sandbox: Sandbox,
  at: { host: string; port: number; implicitTls: boolean },
): Promise<SmtpListener> {
  const signedIn = new Map<string, SmtpSignIn>();
  const server = new SMTPServer({
    name: gmailHost,
    banner: mark(String(Date.now())),
    secure: at.implicitTls,
    key: sandbox.certificates.serverKey,
    cert: sandbox.certificates.serverCertificate,
    minVersion: 'TLSv1.2',
    size: maxMessageBytes,
    authMethods: ['LOGIN', 'PLAIN', 'XOAUTH2'],
    hideENHANCEDSTATUSCODES: true,
    disableReverseLookup: true,
    logger: false,
    onConnect: (session, callback) => {
      speakLikeGmail(server, session);
      callback();
    },
    onAuth: (auth, session, callback) => {
      const by = signIn(sandbox, auth);
      if (by === 'app-password-needed') return callback(new SmtpRefusal(smtpRefusals.appPasswordNeeded));
      if (by === 'refused' && auth.method === 'XOAUTH2') return callback(null, { data: challenge });
      if (by === 'refused') return callback(new SmtpRefusal({ code: 535, text: '' }));
      signedIn.set(session.id, by);
      callback(null, { user: by.account.address });
    },
    onRcptTo: (_address, session, callback) => {
      const isFull = session.envelope.rcptTo.length >= maxRecipients;
      callback(isFull ? new SmtpRefusal(smtpRefusals.tooManyRecipients) : null);
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const by = signedIn.get(session.id);
        if (!by) return callback(new SmtpRefusal({ code: 530, text: '' }));
        const hangUp = (): void => connectionOf(server, session)?.close();
        const work = (): Promise<string> => accept(sandbox, by, session, Buffer.concat(chunks));
        throughSmtpFaults(sandbox.faults, situationOf(by), hangUp, work).then((text) => callback(null, text), callback);
      });
    },
    onClose: (session) => {
      signedIn.delete(session.id);
    },
  });
  return openSmtp(server, at);
}

/** Gives the connection Gmail's wording: `send` is the one place where smtp-server writes. */
function speakLikeGmail(server: SMTPServer, session: SMTPServerSession): void {
  const connection = connectionOf(server, session);
  if (!connection) return;
  const send = connection.send.bind(connection);
  connection.send = (code, data, context) => {
    if (Array.isArray(data)) return send(code, ehloLines(connection.secure, session.remoteAddress), context);
    const situation = {
      isSecure: connection.secure,
      sessionId: session.id,
      isAfterMailFrom: context === 'MAIL_FROM_OK',
    };
    const said = gmailWording({ code: Number(code), text: data ?? '' }, situation);
    send(said.code, said.text, context);
  };
}

/** Takes a message from its signed-in mailbox; another From is replaced, as everywhere at Gmail. */
async function accept(sandbox: Sandbox, by: SmtpSignIn, session: SMTPServerSession, raw: Buffer): Promise<string> {
  const { account, clientId } = by;
  const log = (status: number, error?: string): void =>
    sandbox.log.add({
      surface: 'smtp',
      provider: 'google',
      what: 'DATA',
      status,
      ...(clientId ? { clientId } : {}),
      user: account.address,
      resource: 'gmail',
      ...(error ? { error } : {}),
    });
  const refused = refusalByFault(sandbox, situationOf(by));
  if (refused) {
    log(refused.code, refused.text.split(' ')[0]);
    throw new SmtpRefusal(refused);
  }
  const recipients = session.envelope.rcptTo.map((one) => one.address);
  const message = { raw: withOwnFrom(raw, account), via: 'smtp', sender: account.address, recipients } as const;
  await deliver(sandbox.mail, { ...message, saveToSent: true }).catch((error: unknown) => {
    if (!(error instanceof UnreadableMessage)) throw error;
    log(554, '5.6.0');
    throw new SmtpRefusal(smtpRefusals.unreadable);
  });
  log(250);
  return `2.0.0 OK  ${Math.floor(Date.now() / 1_000)}`;
}

function situationOf({ account, clientId }: SmtpSignIn): Situation {
  return { provider: 'google', surface: 'smtp', account: account.address, clientId };
}

function refusalByFault({ faults }: Sandbox, at: Situation): Said | undefined {
  if (faults.strike('daily-limit', at)) return smtpRefusals.dailyLimit;
  if (faults.strike('send-as-denied', at)) return smtpRefusals.sendAsDenied;
  if (faults.strike('backend-error', at)) return smtpRefusals.tryLater;
  return faults.strike('throttle', at) ? smtpRefusals.tryLater : undefined;
}
