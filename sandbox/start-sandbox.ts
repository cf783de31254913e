import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { adminConsoleRoutes } from './admin-console/routes.ts';
import { openCertificates } from './certificates/authority.ts';
import { cloudConsoleRoutes } from './cloud-console/routes.ts';
import { type Control, newControl } from './control/control.ts';
import { newRecorder, recorded } from './control/recorder.ts';
import { newRequestLog } from './control/request-log.ts';
import { controlRoutes } from './control/routes.ts';
import { entraRoutes } from './entra/routes.ts';
import { newFaultBoard } from './faults/fault-board.ts';
import { faultRoutes } from './faults/routes.ts';
import { withFaults } from './faults/wire.ts';
import { newGoogleCodes } from './google/codes.ts';
import { type GoogleBlock, type GoogleProviders, googleBlock, googleProviders } from './google/providers-block.ts';
import { googleRoutes } from './google/routes.ts';
import { listenGmailSmtp } from './google/smtp.ts';
import { googleAccountRoutes } from './google-account/routes.ts';
import { listenHttp } from './http/server.ts';
import { openMailStore } from './mailbox/mail-store.ts';
import { mailboxRoutes } from './mailbox/routes.ts';
import { atCloud, clouds } from './microsoft/clouds.ts';
import { newMicrosoftCodes } from './microsoft/codes.ts';
import { type MicrosoftBlock, microsoftBlock } from './microsoft/providers-block.ts';
import { microsoftRoutes } from './microsoft/routes.ts';
import { openSigningKey } from './microsoft/signing-key.ts';
import { listenSmtp } from './microsoft/smtp.ts';
import { readySignInClients, type SignInClient } from './operator/sign-in-clients.ts';
import { pageRoutes } from './pages/routes.ts';
import { type PlainSmtp, plainSmtp } from './relay/plain-smtp.ts';
import { listenRelay } from './relay/smtp.ts';
import { defaultSettings, type Sandbox } from './sandbox.ts';
import { openStore, readWhole, writeWhole } from './state.ts';

export type SandboxOptions = {
  /** 0 takes a free port. */
  port: number;
  smtpPort: number;
  /** Google's SMTP, with STARTTLS and with TLS from the start; a free port each when left out. */
  googleSmtpPort?: number;
  googleSmtpsPort?: number;
  /** The office's mail server, without TLS or with STARTTLS, and with TLS from the start; likewise. */
  plainSmtpPort?: number;
  plainSmtpsPort?: number;
  /** Where registrations, keys and mail are kept. */
  dir: string;
  host?: string;
  /** The name by which browsers and programs reach it. */
  publicHost?: string;
  /** Registers clients for signing in to a console that takes people back below this address: `sign-in.json`. */
  signInCallback?: string;
  onBug?: (error: unknown) => void;
};

/** What takes the place of the real providers' addresses: the content of PROVIDERS_FILE. */
export type SandboxProviders = {
  google: GoogleBlock;
  microsoft: MicrosoftBlock;
};

export type RunningSandbox = {
  origin: string;
  smtpPort: number;
  googleSmtpPort: number;
  googleSmtpsPort: number;
  plain: PlainSmtp;
  providersFile: string;
  providers: SandboxProviders;
  /** All of Google's addresses, also those that the product does not ask for. */
  google: GoogleProviders;
  control: Control;
  close: () => Promise<void>;
};

/** Starts the sandbox on loopback and writes `providers.json`, which products read; rejects with EADDRINUSE when a port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { dir, host = '127.0.0.1', publicHost = 'localhost' } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const sandbox: Sandbox = {
    origin: '',
    cloud: clouds.global,
    authority: '',
    smtpPort: 0,
    googleSmtpPort: 0,
    googleSmtpsPort: 0,
    plainSmtpPort: 0,
    plainSmtpsPort: 0,
    store: openStore(dir),
    mail: openMailStore(dir),
    log: newRequestLog(),
    recorder: newRecorder(),
    codes: newMicrosoftCodes(),
    googleCodes: newGoogleCodes(),
    faults: newFaultBoard(),
    signingKey: await openSigningKey(dir),
    certificates: openCertificates(dir, publicHost),
    settings: defaultSettings(),
    newSecretValues: new Map(),
    submitting: new Map(),
    keyReads: new Map(),
  };
  const control = newControl(sandbox);
  const mail = await listenForMail(sandbox, options, host);
  const onBug = options.onBug ?? ((error: unknown) => process.emitWarning(String(error)));
  const http = await listenHttp({ host, port: options.port, publicHost, onBug }, (port) => {
    sandbox.origin = `http://${publicHost}:${port}`;
    sandbox.authority = atCloud(sandbox, clouds.global).authority;
    const everyCloud = Object.values(clouds).map((cloud) => atCloud(sandbox, cloud));
    const heard = [
      ...pageRoutes(sandbox),
      ...entraRoutes(sandbox),
      ...cloudConsoleRoutes(sandbox),
      ...adminConsoleRoutes(sandbox),
      ...googleAccountRoutes(sandbox),
      ...mailboxRoutes(sandbox),
      ...everyCloud.flatMap((one) => withFaults(one, microsoftRoutes(one))),
      ...withFaults(sandbox, googleRoutes(sandbox)),
    ];
    return [...recorded(sandbox.recorder, heard), ...faultRoutes(sandbox, control.faults), ...controlRoutes(control)];
  }).catch(async (error: unknown) => {
    await mail.close();
    throw error;
  });

  const providers = providersOf(sandbox, publicHost);
  const providersFile = join(dir, 'providers.json');
  writeWhole(providersFile, `${JSON.stringify(providers, undefined, 2)}\n`);
  if (options.signInCallback) keepSignInClients(sandbox, options.signInCallback, join(dir, 'sign-in.json'));
  const close = async (): Promise<void> => {
    await Promise.all([http.close(), mail.close()]);
  };
  const { origin, smtpPort, googleSmtpPort, googleSmtpsPort } = sandbox;
  const google = googleProviders(sandbox, publicHost);
  const plain = plainSmtp(sandbox, publicHost);
  return { origin, smtpPort, googleSmtpPort, googleSmtpsPort, plain, providersFile, providers, google, control, close };
}

function keepSignInClients(sandbox: Sandbox, callback: string, file: string): void {
  const kept = JSON.parse(readWhole(file) ?? '[]') as SignInClient[];
  writeWhole(file, `${JSON.stringify(readySignInClients(sandbox, callback, kept), undefined, 2)}\n`);
}

/** The mail servers of both providers and the office's; when one cannot listen, none stays. */
async function listenForMail(
  sandbox: Sandbox,
  { smtpPort, googleSmtpPort = 0, googleSmtpsPort = 0, plainSmtpPort = 0, plainSmtpsPort = 0 }: SandboxOptions,
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
    const relay = (port: number, implicitTls: boolean) => listen(listenRelay(sandbox, { host, port, implicitTls }));
    sandbox.plainSmtpPort = await relay(plainSmtpPort, false);
    sandbox.plainSmtpsPort = await relay(plainSmtpsPort, true);
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

const providersOf = (sandbox: Sandbox, smtpHost: string): SandboxProviders => ({
  google: googleBlock(googleProviders(sandbox, smtpHost)),
  microsoft: microsoftBlock(sandbox, smtpHost),
});
