import { expect } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { egressFetch } from '#lib/egress/index.ts';
import { createAuthorization, discoverServer, exchangeCode, requestClientCredentials } from '#lib/oauth/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { type OidcServer, startOidcServer } from '#lib/testing/oidc-server.ts';
import { aMail, via } from '#lib/testing/outgoing-mail.ts';
import type { Credential, OutgoingMail, SendOutcome, Via } from '#lib/transports/index.ts';
import { verifier } from '#lib/transports/index.ts';
import type { SmtpSecurity } from '#lib/transports/schema.ts';
import { sendBySmtp } from '#lib/transports/smtp/send-by-smtp.ts';
import { startDovecot } from './servers/dovecot.ts';
import { freePorts } from './servers/free-ports.ts';
import { certificates } from './servers/place.ts';
import { startPostfix } from './servers/postfix.ts';

export const mailbox = 'reports@contoso.example';
const redirectUri = 'http://localhost:3000/oauth/callback/custom/1';
const scopes = ['openid', 'email', 'smtp.send'];
const fetch = (url: string, init: RequestInit) => egressFetch(url, init);

/** The password of the mailbox, with what an encoding could lose. */
export const password = 'Correct-Horse/7 ünd mehr %&=+';
export const byPassword = (more: { password?: string; userName?: string } = {}): Credential => ({
  kind: 'password',
  userName: more.userName ?? mailbox,
  password: new Secret(more.password ?? password),
});

export const byToken = (token: Secret, mechanism: 'XOAUTH2' | 'OAUTHBEARER' = 'XOAUTH2'): Credential => ({
  kind: 'token',
  token,
  mechanism,
});

/**
 * A Dovecot and a Postfix of contoso.example, and the authorization server that both ask about tokens. Dovecot hands
 * on to Postfix what is submitted to it, and Postfix leaves the checking of who signs in to Dovecot.
 */
export async function startMailServers() {
  const oidc = await startOidcServer({ redirectUris: [redirectUri] });
  const { openPort } = await freePorts('openPort');
  const dovecot = await startDovecot({
    passwords: { [mailbox]: password },
    introspectionUrl: introspectionUrl(oidc),
    userAttribute: 'username',
    relay: { host: '127.0.0.1', port: openPort },
  });
  const postfix = await startPostfix({ authSocket: dovecot.authSocket, openPort });
  const issuer = new URL(oidc.issuer);
  allowEgress(issuer.hostname, Number(issuer.port));
  for (const { host, ports } of [dovecot, postfix]) {
    for (const port of Object.values(ports)) allowEgress(host, port);
  }
  const server = () => discoverServer({ issuer: oidc.issuer, fetch });
  const client = oidc.clients.client_secret_post;

  return {
    oidc,
    dovecot,
    postfix,
    /** What a person's consent gets us, by our own code. */
    personsToken: async (account: string) => {
      const asked = { server: await server(), clientId: client.clientId, redirectUri, scopes };
      const authorization = await createAuthorization(asked);
      const callbackUrl = await oidc.approve(authorization.url, { account });
      return (await exchangeCode({ client, ...asked, fetch, ...authorization, callbackUrl })).accessToken;
    },
    /** What an application gets for itself. */
    applicationsToken: async () => {
      const answer = await requestClientCredentials({ server: await server(), client, scopes: ['smtp.send'], fetch });
      return answer.accessToken;
    },
    /** Answers what the logs of both servers gain from now on. */
    watch: () => {
      const logged = () => ({
        connections: [
          dovecot.connections().map((door) => `dovecot ${door}`),
          postfix.connections().map(({ door }) => `postfix ${door}`),
        ],
        signIns: [dovecot.signIns().map((one) => `dovecot ${one}`), postfix.signIns().map((one) => `postfix ${one}`)],
      });
      const before = logged();
      const gained = (what: keyof typeof before) =>
        logged()[what].flatMap((lines, of) => lines.slice(before[what][of]?.length));
      return () => ({ connections: gained('connections'), signIns: gained('signIns') });
    },
    stop: () => Promise.all([dovecot.stop(), postfix.stop(), oidc.stop()]),
  };
}

export type MailServers = Awaited<ReturnType<typeof startMailServers>>;

function introspectionUrl({ endpoints, mailServer }: OidcServer): string {
  const url = new URL(endpoints.introspection);
  url.username = mailServer.clientId;
  url.password = mailServer.secret;
  return url.href;
}

/** A door of Postfix's or Dovecot's, as a connection is configured for it. */
export function toPostfix({ postfix }: MailServers, door: SmtpSecurity): Partial<Via> {
  const port = postfix.ports[door === 'none' ? 'open' : door];
  return { smtpHost: postfix.host, smtpPort: port, smtpSecurity: door };
}

export function toDovecot({ dovecot }: MailServers, door: 'starttls' | 'tls'): Partial<Via> {
  return { smtpHost: dovecot.host, smtpPort: dovecot.ports[door], smtpSecurity: door };
}

let mails = 0;

/** Sends one mail and waits until it lies in the recipient's folder, unchanged; answers what we were told. */
export async function sendAndFind({ postfix }: MailServers, to: Partial<Via>): Promise<SendOutcome> {
  const mail = nextMail();
  const outcome = await send(mail, to);
  if (outcome.kind !== 'accepted') throw new Error(`Not accepted: ${JSON.stringify(outcome.reply)}`);
  await expect.poll(() => postfix.received().filter((text) => text.includes(mail.messageId))).toHaveLength(1);
  // Its log is written in its own time, in order: before this line stands who brought the mail.
  await expect.poll(postfix.log).toContain(`message-id=${mail.messageId}`);
  const [arrived = ''] = postfix.received().filter((text) => text.includes(mail.messageId));
  expect(arrived).toContain('\nHello.\n.\nThe line above is a dot.\n');
  return outcome;
}

/**
 * Tries to send one mail, trusting the servers' authority unless told otherwise. `greetingMs`: for a server that is
 * known to wait for us.
 */
export function send(mail: OutgoingMail, to: Partial<Via>, greetingMs = 15_000): Promise<SendOutcome> {
  return sendBySmtp(mail, trusting(to), {
    connectMs: 15_000,
    greetingMs,
    silenceMs: 60_000,
    verifyMs: 30_000,
    sendMs: 60_000,
  });
}

/** Signs in and says goodbye. */
export async function verify(to: Partial<Via>): Promise<SendOutcome> {
  const signIn = verifier('smtp');
  if (!signIn) throw new Error('SMTP can be signed in to.');
  return signIn(trusting(to));
}

function trusting(to: Partial<Via>): Via {
  return via({ mailbox, caCertificate: certificates().caCertificate, ...to });
}

export function nextMail(): OutgoingMail {
  mails += 1;
  return aMail({ messageId: `<interop-${process.pid}-${mails}@contoso.example>` });
}
