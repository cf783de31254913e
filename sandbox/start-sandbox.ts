import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { adminConsoleRoutes } from './admin-console/routes.ts';
import { openCertificates } from './certificates/authority.ts';
import { cloudConsoleRoutes } from './cloud-console/routes.ts';
import { type Control, newControl } from './control/control.ts';
import { newRequestLog } from './control/request-log.ts';
import { controlRoutes } from './control/routes.ts';
import { entraRoutes } from './entra/routes.ts';
import { newFaultBoard } from './faults/fault-board.ts';
import { faultRoutes } from './faults/routes.ts';
import { withFaults } from './faults/wire.ts';
import { newGoogleCodes } from './google/codes.ts';
import { type GoogleProviders, googleProviders } from './google/providers-block.ts';
import { googleRoutes } from './google/routes.ts';
import { listenGmailSmtp } from './google/smtp.ts';
import { listenHttp } from './http/server.ts';
import { openMailStore } from './mailbox/mail-store.ts';
import { mailboxRoutes } from './mailbox/routes.ts';
import { newMicrosoftCodes } from './microsoft/codes.ts';
import { microsoftRoutes } from './microsoft/routes.ts';
import { openSigningKey } from './microsoft/signing-key.ts';
import { listenSmtp } from './microsoft/smtp.ts';
import { newRegistrationPath, places } from './pages/places.ts';
import { pageRoutes } from './pages/routes.ts';
import { defaultSettings, type Sandbox } from './sandbox.ts';
import { openStore, writeWhole } from './state.ts';

export type SandboxOptions = {
  /** 0 takes a free port. */
  port: number;
  smtpPort: number;
  /** Google's SMTP, with STARTTLS and with TLS from the start; a free port each when left out. */
  googleSmtpPort?: number;
  googleSmtpsPort?: number;
  /** Where registrations, keys and mail are kept. */
  dir: string;
  host?: string;
  /** The name by which browsers and programs reach it. */
  publicHost?: string;
  onBug?: (error: unknown) => void;
};

/** What takes the place of the real Microsoft's addresses: the content of PROVIDERS_FILE. */
export type SandboxProviders = {
  microsoft: {
    authority: string;
    graphUrl: string;
    smtpHost: string;
    smtpPort: number;
    caCertificate: string;
    links: { registration: string; mailbox: string };
  };
};

export type RunningSandbox = {
  origin: string;
  smtpPort: number;
  googleSmtpPort: number;
  googleSmtpsPort: number;
  providersFile: string;
  providers: SandboxProviders;
  /** The block `google` for the providers file; `providersOf` takes it in once its reader knows it. */
  google: GoogleProviders;
  control: Control;
  close: () => Promise<void>;
};

/** Starts the sandbox on loopback and writes `providers.json`; rejects with EADDRINUSE when a port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { dir, host = '127.0.0.1', publicHost = 'localhost' } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const sandbox: Sandbox = {
    origin: '',
    authority: '',
    smtpPort: 0,
    googleSmtpPort: 0,
    googleSmtpsPort: 0,
    store: openStore(dir),
    mail: openMailStore(dir),
    log: newRequestLog(),
    codes: newMicrosoftCodes(),
    googleCodes: newGoogleCodes(),
    faults: newFaultBoard(),
    signingKey: await openSigningKey(dir),
    certificates: openCertificates(dir),
    settings: defaultSettings(),
    newSecretValues: new Map(),
    submitting: new Map(),
  };
  const control = newControl(sandbox);
  const mail = await listenForMail(sandbox, options, host);
  const onBug = options.onBug ?? ((error: unknown) => process.emitWarning(String(error)));
  const http = await listenHttp({ host, port: options.port, publicHost, onBug }, (port) => {
    sandbox.origin = `http://${publicHost}:${port}`;
    sandbox.authority = `${sandbox.origin}/login.microsoftonline.com`;
    return [
      ...pageRoutes(sandbox),
      ...entraRoutes(sandbox),
      ...cloudConsoleRoutes(sandbox),
      ...adminConsoleRoutes(sandbox),
      ...mailboxRoutes(sandbox),
      ...withFaults(sandbox, [...microsoftRoutes(sandbox), ...googleRoutes(sandbox)]),
      ...faultRoutes(sandbox, control.faults),
      ...controlRoutes(control),
    ];
  }).catch(async (error: unknown) => {
    await mail.close();
    throw error;
  });

  const providers = providersOf(sandbox, publicHost);
  const providersFile = join(dir, 'providers.json');
  writeWhole(providersFile, `${JSON.stringify(providers, undefined, 2)}\n`);
  const close = async (): Promise<void> => {
    await Promise.all([http.close(), mail.close()]);
  };
  const { origin, smtpPort, googleSmtpPort, googleSmtpsPort } = sandbox;
  const google = googleProviders(sandbox, publicHost);
  return { origin, smtpPort, googleSmtpPort, googleSmtpsPort, providersFile, providers, google, control, close };
}

/** The mail servers of both providers; when one cannot listen, none stays. */
async function listenForMail(
  sandbox: Sandbox,
  { smtpPort, googleSmtpPort = 0, googleSmtpsPort = 0 }: SandboxOptions,
  host: string,
): Promise<{ close: () => Promise<void> }> {
  const open: { close: () => Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(open.map((one) => one.close()));
  };
  const listen = async (starting: Promise<{ port: number; close: () => Promise<void> }>): Promise<number> => {
    const listener = await starting;
    open.push(listener);
    return listener.port;
  };
  try {
    sandbox.smtpPort = await listen(listenSmtp(sandbox, { host, port: smtpPort }));
    const gmail = (port: number, implicitTls: boolean) => listen(listenGmailSmtp(sandbox, { host, port, implicitTls }));
    sandbox.googleSmtpPort = await gmail(googleSmtpPort, false);
    sandbox.googleSmtpsPort = await gmail(googleSmtpsPort, true);
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

function providersOf(sandbox: Sandbox, smtpHost: string): SandboxProviders {
  const { origin, authority, smtpPort, certificates } = sandbox;
  return {
    microsoft: {
      authority,
      graphUrl: `${origin}/graph.microsoft.com`,
      smtpHost,
      smtpPort,
      caCertificate: certificates.caCertificate,
      links: { registration: `${origin}${newRegistrationPath}`, mailbox: `${origin}${places.mailbox.path}/{address}` },
    },
  };
}
