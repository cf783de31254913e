import { randomUUID } from 'node:crypto';
import { SMTPServer, type SMTPServerAuthentication, type SMTPServerSession } from 'smtp-server';
import { throughSmtpFaults } from '#sandbox/faults/smtp-traffic.ts';
import { bareAddresses, deliver, readMessage, UnreadableMessage } from '#sandbox/mailbox/deliver.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { connectionOf, openSmtp, type SmtpListener, SmtpRefusal } from '#sandbox/smtp-listener.ts';
import { ehloLines, exchangeHost, exchangeWording, stamp } from './exchange-wording.ts';
import { situationOf, smtpAuthOff } from './fault-answers.ts';
import { type SignIn, signInByPassword, signInByToken } from './smtp-sign-in.ts';

const maxBytes = 157_286_400;
/** Per mailbox (providers.md §2.8). */
const maxConnections = 3;

/** smtp.office365.com on loopback: STARTTLS with the sandbox's own certificate, XOAUTH2, Exchange's replies. */
export async function listenSmtp(sandbox: Sandbox, at: { host: string; port: number }): Promise<SmtpListener> {
  const signedIn = new Map<string, SignIn>();
  const server = new SMTPServer({
    name: exchangeHost,
    banner: `Microsoft ESMTP MAIL Service ready at ${new Date().toUTCString()}`,
    key: sandbox.certificates.serverKey,
    cert: sandbox.certificates.serverCertificate,
    minVersion: 'TLSv1.2',
    size: maxBytes,
    authMethods: ['LOGIN', 'XOAUTH2'],
    hideENHANCEDSTATUSCODES: true,
    disableReverseLookup: true,
    logger: false,
    onConnect: (session, callback) => {
      speakLikeExchange(server, session);
      callback();
    },
    onAuth: (auth, session, callback) => {
      judgeSignIn(sandbox, auth).then((result) => {
        if (result instanceof SmtpRefusal) return callback(result);
        signedIn.set(session.id, result);
        callback(null, { user: result.member.person.address });
      }, callback);
    },
    onMailFrom: (_address, session, callback) => {
      const address = signedIn.get(session.id)?.member.person.address;
      // A connection that said QUIT has left the set at once, before its socket is closed.
      const ofMailbox = ({ id }: { id: string }): boolean => signedIn.get(id)?.member.person.address === address;
      const open = [...server.connections].filter(ofMailbox).length;
      const by = signedIn.get(session.id);
      const isThrottled = by && sandbox.faults.strike('throttle', situationOf(by));
      if (open <= maxConnections && !isThrottled) return callback();
      const text = `4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information. ${stamp(session.id)}`;
      callback(new SmtpRefusal({ code: 432, text }));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const by = signedIn.get(session.id);
        if (!by) return callback(new SmtpRefusal({ code: 530, text: '5.7.57 Client not authenticated to send mail.' }));
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

/** Gives the connection Exchange's wording: `send` is the one place where smtp-server writes. */
function speakLikeExchange(server: SMTPServer, session: SMTPServerSession): void {
  const connection = connectionOf(server, session);
  if (!connection) return;
  const send = connection.send.bind(connection);
  connection.send = (code, data, context) => {
    const situation = {
      isSecure: connection.secure,
      isSignedIn: Boolean(connection.session.user),
      sessionId: session.id,
      isAfterMailFrom: context === 'MAIL_FROM_OK',
    };
    if (Array.isArray(data)) return send(code, ehloLines(situation, session.remoteAddress, maxBytes), context);
    const said = exchangeWording({ code: Number(code), text: data ?? '' }, situation);
    send(said.code, said.text, context);
  };
}

async function judgeSignIn(sandbox: Sandbox, auth: SMTPServerAuthentication): Promise<SignIn | SmtpRefusal> {
  const log = (status: number, error?: string, by?: SignIn): void =>
    sandbox.log.add({
      surface: 'smtp',
      what: `AUTH ${auth.method}`,
      status,
      resource: 'exchange',
      ...(by?.clientId ? { clientId: by.clientId } : {}),
      ...(auth.username ? { user: auth.username.toLowerCase() } : {}),
      ...(error ? { error } : {}),
    });
  const by =
    auth.method === 'XOAUTH2'
      ? await signInByToken(sandbox, auth.username ?? '', auth.accessToken ?? '')
      : signInByPassword(sandbox, { username: auth.username ?? '', password: auth.password ?? '' });
  if (by === 'basic-off' || by === 'wrong') {
    log(535, '5.7.139');
    const why = by === 'wrong' ? 'the user credentials were incorrect.' : 'basic authentication is disabled.';
    const text = `5.7.139 Authentication unsuccessful, ${why} ${stamp(randomUUID())}`;
    return new SmtpRefusal({ code: 535, text });
  }
  if (!by) {
    log(535, '5.7.3');
    return new SmtpRefusal({ code: 535, text: `5.7.3 Authentication unsuccessful ${stamp(randomUUID())}` });
  }
  const isOff = smtpAuthOff(sandbox, by);
  if (isOff) {
    log(535, '5.7.139', by);
    return new SmtpRefusal({ code: 535, text: isOff });
  }
  log(235, undefined, by);
  return by;
}

/** Takes a message from its signed-in mailbox; From and envelope sender must be that mailbox. */
async function accept(sandbox: Sandbox, by: SignIn, session: SMTPServerSession, raw: Buffer): Promise<string> {
  const { address } = by.member.person;
  const log = (status: number, error?: string): void =>
    sandbox.log.add({
      surface: 'smtp',
      what: 'DATA',
      status,
      ...(by.clientId ? { clientId: by.clientId } : {}),
      user: address,
      resource: 'exchange',
      ...(error ? { error } : {}),
    });
  const message = await readMessage(raw).catch((error: unknown) => {
    if (!(error instanceof UnreadableMessage)) throw error;
    log(554, '5.6.0');
    throw new SmtpRefusal({ code: 554, text: `5.6.0 Corrupt message content ${stamp(session.id)}` });
  });
  const { mailFrom, rcptTo } = session.envelope;
  const claimed = [mailFrom ? mailFrom.address : '', ...bareAddresses(message.from ? [message.from] : [])];
  const isDenied = sandbox.faults.strike('send-as-denied', situationOf(by)) !== undefined;
  const other = claimed.find((one) => isDenied || one.toLowerCase() !== address);
  if (other !== undefined) {
    log(554, '5.2.252');
    throw new SmtpRefusal({
      code: 554,
      text: `5.2.252 SendAsDenied; ${address} not allowed to send as ${other}; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception with message Cannot submit message. ${stamp(session.id)}`,
    });
  }
  const recipients = rcptTo.map((one) => one.address);
  await deliver(sandbox.mail, { raw, via: 'smtp', sender: address, recipients, saveToSent: true });
  log(250);
  const id = message.messageId ?? `<${randomUUID()}@${exchangeHost}>`;
  return `2.0.0 OK ${id} [Hostname=${exchangeHost}]`;
}
