import { randomUUID } from 'node:crypto';
import { type ProviderId, providerRules } from '#lib/providers/schema.ts';
import { directories } from '#sandbox/microsoft/directory.ts';
import type { RunningSandbox } from '#sandbox/start-sandbox.ts';
import { aCertificate, type MadeCertificate } from '#sandbox/testing/certificates.ts';
import { walkThroughGoogle } from '#sandbox/testing/google-sign-in.ts';
import { walkThrough } from '#sandbox/testing/sign-in.ts';
import type { Prepared, Servers } from './prepared.ts';
import type { Way } from './rows.ts';

const halves: Partial<Record<ProviderId, (servers: Servers, way: Way) => Prepared>> = {
  smtp: atTheOffice,
  google: atGoogle,
  microsoft: atMicrosoft,
  custom: atAnyServer,
};

/** Registers at the other side what one way of a provider's needs. */
export function prepare(servers: Servers, way: Way): Prepared {
  return (halves[way.provider] ?? asItsDataSays)(servers, way);
}

function atTheOffice({ sandbox, mailHosts }: Servers, { grantKind, security }: Way): Prepared {
  const { smtpPort, smtpsPort, caCertificate, users } = sandbox.plain;
  const [user] = users;
  const port = security === 'tls' ? smtpsPort : smtpPort;
  const account = 'reports@contoso.example';
  const recipient = 'alex@contoso.example';
  return {
    typed: {
      senderAddress: account,
      settings: grantKind === 'password' ? { userName: user?.name } : {},
      ...(grantKind === 'password' ? { clientSecret: user?.password } : {}),
      overrides: { smtpHost: mailHosts.office, smtpPort: port, smtpSecurity: security, caCertificate },
    },
    recipient,
    mailServer: { host: mailHosts.office, port },
    arrived: arrivedAt(sandbox, recipient),
    signedIn: () => sandbox.control.requests().findLast(({ surface }) => surface === 'smtp'),
  };
}

const googleScopes = ['https://www.googleapis.com/auth/gmail.send', 'https://mail.google.com/'];

function atGoogle({ sandbox }: Servers, { grantKind, transport, security }: Way): Prepared {
  const { google } = sandbox.control;
  const account = 'reports@northwind.example';
  const recipient = 'dana@northwind.example';
  const client = google.createClient({ project: 'Northwind' });
  const robot = google.createServiceAccount({ project: 'Northwind', delegateScopes: googleScopes });
  const byPerson = grantKind === 'authorization_code';
  const smtpPort = security === 'tls' ? sandbox.googleSmtpsPort : sandbox.googleSmtpPort;
  const isSmtp = transport === 'smtp';
  return {
    typed: {
      senderAddress: account,
      ...(byPerson
        ? { clientId: client.clientId, clientSecret: client.clientSecret }
        : { clientSecret: JSON.stringify(robot.keyFile) }),
      clientSecretExpiresAt: null,
      overrides: isSmtp ? { smtpPort, smtpSecurity: security } : {},
    },
    recipient,
    mailServer: isSmtp ? { host: sandbox.google.smtpHost, port: smtpPort } : null,
    ready: ({ redirectUrl }) => google.setRedirectUris(client.clientId, [redirectUrl]),
    walk: async (authorizeUrl) => sentTo(await walkThroughGoogle(authorizeUrl, { account })),
    arrived: arrivedAt(sandbox, recipient),
  };
}

/** Made once: a key takes its time. */
let held: MadeCertificate | undefined;

function atMicrosoft({ sandbox }: Servers, { transport, security, settings }: Way): Prepared {
  const { control } = sandbox;
  const directory = directories.find(({ cloud }) => cloud === settings.cloud);
  const { domain = '' } = directory ?? {};
  const account = `reports@${domain}`;
  const recipient = `admin@${domain}`;
  const { clientId, directoryId, secretValue } = control.createRegistration({
    directory: domain,
    name: 'Reports',
    applicationPermissions: ['Mail.Send', 'SMTP.SendAsApp'],
    adminConsent: true,
  });
  held ??= aCertificate();
  const { certificate, keyPem } = held;
  control.addCertificate(clientId, certificate);
  const isSmtp = transport === 'smtp';
  return {
    typed: {
      senderAddress: account,
      clientId,
      settings: { directoryId },
      clientSecret: settings.clientAuthentication === 'certificate' ? `${keyPem}${certificate}` : secretValue,
      clientSecretExpiresAt: null,
      overrides: isSmtp ? { smtpSecurity: security, smtpPort: sandbox.smtpPort } : {},
    },
    recipient,
    mailServer: isSmtp ? { host: sandbox.providers.microsoft.smtpHost, port: sandbox.smtpPort } : null,
    ready: ({ redirectUrl }) => control.setRedirectUris(clientId, [redirectUrl]),
    walk: async (authorizeUrl) => sentTo(await walkThrough(authorizeUrl, { account })),
    arrived: arrivedAt(sandbox, recipient),
  };
}

function atAnyServer({ oidc, tokenMail, mailHosts }: Servers, { grantKind, security, settings }: Way): Prepared {
  const [account] = oidc.accounts;
  const { address = '' } = account ?? {};
  const recipient = `${randomUUID()}@contoso.example`;
  const { clientId, authentication } = oidc.clients[settings.clientAuthentication as keyof typeof oidc.clients];
  const secret = 'secret' in authentication ? authentication.secret : 'key' in authentication && authentication.key;
  const host = mailHosts.tokens;
  const port = security === 'tls' ? tokenMail.ports.tls : tokenMail.ports.starttls;
  const byPerson = grantKind === 'authorization_code';
  return {
    typed: {
      senderAddress: address,
      clientId,
      ...(secret ? { clientSecret: secret.reveal(), clientSecretExpiresAt: null } : {}),
      settings: byPerson ? { parameters: 'prompt=consent' } : {},
      overrides: {
        ...(byPerson ? { issuer: oidc.issuer, authorizationEndpoint: oidc.endpoints.authorization } : {}),
        tokenEndpoint: oidc.endpoints.token,
        scopes: byPerson ? ['openid', 'email', 'offline_access', 'smtp.send'] : ['smtp.send'],
        smtpHost: host,
        smtpPort: port,
        smtpSecurity: security,
        caCertificate: tokenMail.caCertificate,
      },
    },
    recipient,
    mailServer: { host, port },
    ready: ({ redirectUrl }) => oidc.allowRedirect(redirectUrl),
    walk: (authorizeUrl) => oidc.approve(authorizeUrl, { account: address }),
    arrived: async () =>
      tokenMail.mails
        .filter(({ to }) => to.includes(recipient))
        .map(({ raw, from, to }) => ({ subject: /^Subject: (.*)$/m.exec(raw)?.[1]?.trim() ?? '', from, to })),
    signedIn: () => tokenMail.signIns.at(-1),
  };
}

/** A provider that is data alone, with the certified server in place of its own: clients and scopes are as it says. */
function asItsDataSays(servers: Servers, way: Way): Prepared {
  const { oauthMail, signInScopes } = providerRules[way.provider];
  if (!oauthMail) throw new Error(`Neither data nor a half of the sandbox is there for ${way.provider}.`);
  const { clientAuthentication, sendingScopes } = oauthMail;
  const prepared = atAnyServer(servers, { ...way, settings: { clientAuthentication } });
  const scopes = [...new Set([...signInScopes, ...sendingScopes, 'email', 'offline_access', 'smtp.send'])];
  const overrides = { ...(prepared.typed.overrides as object), scopes };
  return {
    ...prepared,
    typed: { ...prepared.typed, settings: {}, overrides },
    walk: async (authorizeUrl) => {
      // Without it this server gives no refresh token, which the provider itself may do.
      const url = new URL(authorizeUrl);
      url.searchParams.set('prompt', 'consent');
      return servers.oidc.approve(url.href, { account: String(prepared.typed.senderAddress) });
    },
  };
}

function sentTo({ sentTo: url, page }: { sentTo?: URL; page: string }): URL {
  if (!url) throw new Error(`The browser was left on a page: ${page.slice(0, 400)}`);
  return url;
}

const arrivedAt =
  ({ control }: RunningSandbox, recipient: string): Prepared['arrived'] =>
  async () =>
    (await control.messages(recipient))
      .filter(({ folder }) => folder === 'inbox')
      .map(({ subject, from, to }) => ({ subject, from, to }));
