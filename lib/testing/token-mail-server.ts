import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import type { OidcServer } from './oidc-server.ts';

export type TokenMail = {
  security: 'starttls' | 'tls';
  mechanism: string;
  user: string;
  /** The application that the token was given to. */
  clientId: string;
  from: string;
  to: string[];
  raw: string;
};

type SignedIn = Pick<TokenMail, 'mechanism' | 'user' | 'clientId'>;

/**
 * A mail server that takes the tokens of an authorization server and nothing else: it asks there whose mailbox a token
 * opens (RFC 7662). With STARTTLS on one port, which may be chosen, with TLS from the start on the other; at another
 * address of loopback where one is given, and at no other then.
 */
export async function startTokenMailServer(
  oidc: OidcServer,
  {
    port: wanted = 0,
    address = '127.0.0.1',
    name = 'localhost',
  }: { port?: number; address?: string; name?: string } = {},
) {
  const names = { dnsNames: [name], ipAddresses: [address.split('.').map(Number)] };
  const { keyPem: key, certificate: cert } = aCertificate({ subject: name, ...names });
  const mails: TokenMail[] = [];
  const signIns: (SignedIn & { security: TokenMail['security'] })[] = [];
  const listen = async (security: TokenMail['security'], onPort: number) => {
    const signedIn = new Map<string, SignedIn>();
    /** What was said in place of XOAUTH2, by session. */
    const mechanisms = new Map<string, string>();
    const server: SMTPServer = new SMTPServer({
      secure: security === 'tls',
      key,
      cert,
      authMethods: ['XOAUTH2', 'OAUTHBEARER'],
      disableReverseLookup: true,
      logger: false,
      onConnect: (session, callback) => {
        understandOauthbearer(server, session, (mechanism) => mechanisms.set(session.id, mechanism));
        callback();
      },
      onAuth: ({ username = '', accessToken = '' }, session, callback) => {
        const mechanism = mechanisms.get(session.id) ?? '';
        oidc.introspect(accessToken).then(({ active, mailbox, clientId, scopes }) => {
          if (!active || mailbox !== username || !scopes.includes('smtp.send')) {
            return callback(null, { data: { status: 'invalid_token', schemes: 'bearer' } });
          }
          signedIn.set(session.id, { mechanism, user: username, clientId });
          signIns.push({ security, mechanism, user: username, clientId });
          callback(null, { user: username });
        }, callback);
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const by = signedIn.get(session.id);
          if (!by) return callback(new Error('Nobody has signed in.'));
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom ? mailFrom.address : '';
          const to = rcptTo.map(({ address }) => address);
          const raw = Buffer.concat(chunks).toString();
          mails.push({ ...by, security, from, to, raw });
          callback();
        });
      },
    });
    // A client that hangs up during the handshake is its own business.
    server.on('error', () => undefined);
    await new Promise<void>((ready) => server.listen(onPort, address, ready));
    const place = server.server.address();
    const port = typeof place === 'object' ? (place?.port ?? 0) : 0;
    return { port, close: () => new Promise<void>((closed) => server.close(() => closed())) };
  };
  const [starttls, tls] = await Promise.all([listen('starttls', wanted), listen('tls', 0)]);
  return {
    address,
    ports: { starttls: starttls.port, tls: tls.port },
    caCertificate: cert,
    signIns,
    mails,
    stop: async () => void (await Promise.all([starttls.close(), tls.close()])),
  };
}

export type TokenMailServer = Awaited<ReturnType<typeof startTokenMailServer>>;

/** smtp-server knows XOAUTH2 alone: OAUTHBEARER (RFC 7628 §3.1) is handed to it in those words, and its name kept. */
function understandOauthbearer(server: SMTPServer, session: SMTPServerSession, heard: (mechanism: string) => void) {
  const connection = [...server.connections].find(({ id }) => id === session.id);
  if (!connection) return;
  const signIn = connection.handler_AUTH.bind(connection);
  connection.handler_AUTH = (command, callback) => {
    const [, mechanism = '', message = ''] = command.toString().trim().split(' ');
    heard(mechanism);
    if (mechanism !== 'OAUTHBEARER') return signIn(command, callback);
    const [header = '', ...pairs] = Buffer.from(message, 'base64').toString().split('\u0001');
    const name = /^n,a=([^,]*),$/.exec(header)?.[1] ?? '';
    const token = pairs.find((pair) => pair.startsWith('auth=Bearer '))?.slice('auth=Bearer '.length) ?? '';
    const user = name.replaceAll('=2C', ',').replaceAll('=3D', '=');
    const same = Buffer.from(`user=${user}\u0001auth=Bearer ${token}\u0001\u0001`).toString('base64');
    return signIn(Buffer.from(`AUTH XOAUTH2 ${same}`), callback);
  };
}
