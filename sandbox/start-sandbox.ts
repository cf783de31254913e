import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openCertificates } from './certificates/authority.ts';
import { type Control, newControl } from './control/control.ts';
import { newRequestLog } from './control/request-log.ts';
import { controlRoutes } from './control/routes.ts';
import { entraRoutes } from './entra/routes.ts';
import { listenHttp } from './http/server.ts';
import { openMailStore } from './mailbox/mail-store.ts';
import { mailboxRoutes } from './mailbox/routes.ts';
import { newCodeBook } from './microsoft/codes.ts';
import { microsoftRoutes } from './microsoft/routes.ts';
import { openSigningKey } from './microsoft/signing-key.ts';
import { listenSmtp } from './microsoft/smtp.ts';
import { pageRoutes } from './pages/routes.ts';
import { defaultSettings, type Sandbox } from './sandbox.ts';
import { openStore, writeWhole } from './state.ts';

export type SandboxOptions = {
  /** 0 takes a free port. */
  port: number;
  smtpPort: number;
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
  providersFile: string;
  providers: SandboxProviders;
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
    store: openStore(dir),
    mail: openMailStore(dir),
    log: newRequestLog(),
    codes: newCodeBook(),
    signingKey: await openSigningKey(dir),
    certificates: openCertificates(dir),
    settings: defaultSettings(),
    newSecretValues: new Map(),
    submitting: new Map(),
  };
  const control = newControl(sandbox);
  const smtp = await listenSmtp(sandbox, { host, port: options.smtpPort });
  sandbox.smtpPort = smtp.port;
  const onBug = options.onBug ?? ((error: unknown) => process.emitWarning(String(error)));
  const http = await listenHttp({ host, port: options.port, publicHost, onBug }, (port) => {
    sandbox.origin = `http://${publicHost}:${port}`;
    sandbox.authority = `${sandbox.origin}/login.microsoftonline.com`;
    return [
      ...pageRoutes(sandbox),
      ...entraRoutes(sandbox),
      ...mailboxRoutes(sandbox),
      ...microsoftRoutes(sandbox),
      ...controlRoutes(control),
    ];
  }).catch(async (error: unknown) => {
    await smtp.close();
    throw error;
  });

  const providers = providersOf(sandbox, publicHost, smtp.port);
  const providersFile = join(dir, 'providers.json');
  writeWhole(providersFile, `${JSON.stringify(providers, undefined, 2)}\n`);
  const close = async (): Promise<void> => {
    await Promise.all([http.close(), smtp.close()]);
  };
  return { origin: sandbox.origin, smtpPort: smtp.port, providersFile, providers, control, close };
}

function providersOf(sandbox: Sandbox, smtpHost: string, smtpPort: number): SandboxProviders {
  const { origin, authority, certificates } = sandbox;
  return {
    microsoft: {
      authority,
      graphUrl: `${origin}/graph.microsoft.com`,
      smtpHost,
      smtpPort,
      caCertificate: certificates.caCertificate,
      links: { registration: `${origin}/entra/registrations/new`, mailbox: `${origin}/mailbox/{address}` },
    },
  };
}
