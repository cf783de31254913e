import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseConfig, readSignInProviders } from '#lib/config/index.ts';
import { readProvidersFile } from '#lib/providers/index.ts';
import { Refusal } from './refusal.ts';

export const root = path.resolve(fileURLToPath(new URL('../../', import.meta.url)));

export type Settings = {
  dev: boolean;
  port: number;
  publicUrl: string;
  /** The browser is on this machine: the sandbox and the demo tenants come along. */
  demo: boolean;
  host: string;
  sandboxPort: number;
  sandboxSmtpPort: number;
  /** The sandbox's Gmail: with STARTTLS, and with TLS from the start. */
  sandboxGoogleSmtpPort: number;
  sandboxGoogleSmtpsPort: number;
  /** The sandbox's mail server of an office: without TLS or with STARTTLS, and with TLS from the start. */
  sandboxPlainSmtpPort: number;
  sandboxPlainSmtpsPort: number;
  dataFolder: string;
  databaseUrl: string | undefined;
  keys: string | undefined;
  providersFile: string | undefined;
  signInFile: string | undefined;
  /** Where administrators are written to from when their own connection cannot: a secret. */
  systemMail: string | undefined;
  /** Opens the first-run set-up, once; never in the demo, which has its people already. */
  setupCode: string | undefined;
};

type Environment = Record<string, string | undefined>;

/** What the start itself makes when it is not given, in a form that passes. */
const madeLater = {
  DATABASE_URL: 'postgresql://localhost/made-later',
  MAILGRANT_KEYS: `later:${Buffer.alloc(32).toString('base64')}`,
};

/**
 * What the environment and the command line ask for. Every wrong value is found here, before anything is made: one
 * sentence that names the variable.
 */
export function readSettings(env: Environment, args: string[]): Settings {
  const unknown = args.find((arg) => arg !== '--dev');
  if (unknown) throw new Refusal(`“${unknown}” is not known here: the only option is --dev.`);
  const databaseUrl = env.DATABASE_URL || undefined;
  const keys = env.MAILGRANT_KEYS || undefined;
  const given = {
    DATABASE_URL: databaseUrl ?? madeLater.DATABASE_URL,
    MAILGRANT_KEYS: keys ?? madeLater.MAILGRANT_KEYS,
  };
  const { port, publicUrl, providersFile, signInFile, egressAllow, setupCode } = parseConfig({
    ...env,
    ...given,
    NODE_ENV: undefined,
  });
  const demo = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(publicUrl).hostname);
  const settings = {
    dev: args.includes('--dev'),
    port,
    publicUrl,
    demo,
    // A demo whose password is printed in the README is for this machine only.
    host: env.HOST?.replace(/^\[(.*)\]$/, '$1') || (demo ? 'localhost' : '0.0.0.0'),
    sandboxPort: portIn(env, 'SANDBOX_PORT', 4010),
    sandboxSmtpPort: portIn(env, 'SANDBOX_SMTP_PORT', 4587),
    sandboxGoogleSmtpPort: portIn(env, 'SANDBOX_GOOGLE_SMTP_PORT', 4588),
    sandboxGoogleSmtpsPort: portIn(env, 'SANDBOX_GOOGLE_SMTPS_PORT', 4465),
    sandboxPlainSmtpPort: portIn(env, 'SANDBOX_PLAIN_SMTP_PORT', 4025),
    sandboxPlainSmtpsPort: portIn(env, 'SANDBOX_PLAIN_SMTPS_PORT', 4466),
    dataFolder: path.resolve(root, env.DATA_DIR || '.data'),
    databaseUrl,
    keys,
    providersFile: providersFile && path.resolve(root, providersFile),
    signInFile: signInFile && path.resolve(root, signInFile),
    systemMail: env.SYSTEM_MAIL || undefined,
    setupCode: demo ? undefined : (setupCode ?? randomBytes(15).toString('base64url')),
  };
  requireDifferentPorts(settings);
  if (databaseUrl && !keys) throw new Refusal(keysOfOnesOwn);
  if (settings.providersFile) readProvidersFile(settings.providersFile);
  if (settings.signInFile) readSignInProviders(settings.signInFile, egressAllow);
  return settings;
}

const keysOfOnesOwn =
  'DATABASE_URL is set and MAILGRANT_KEYS is not: make a key once with  echo "k1:$(openssl rand -base64 32)" , keep it apart from the database, and give it as MAILGRANT_KEYS.';

function portIn(env: Environment, variable: string, fallback: number): number {
  const text = env[variable] || String(fallback);
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Refusal(`${variable} is “${text}”: it must be a port number from 1 to 65535.`);
}

function requireDifferentPorts(settings: Settings): void {
  if (!settings.demo) return;
  const ports = Object.entries({
    PORT: settings.port,
    SANDBOX_PORT: settings.sandboxPort,
    SANDBOX_SMTP_PORT: settings.sandboxSmtpPort,
    SANDBOX_GOOGLE_SMTP_PORT: settings.sandboxGoogleSmtpPort,
    SANDBOX_GOOGLE_SMTPS_PORT: settings.sandboxGoogleSmtpsPort,
    SANDBOX_PLAIN_SMTP_PORT: settings.sandboxPlainSmtpPort,
    SANDBOX_PLAIN_SMTPS_PORT: settings.sandboxPlainSmtpsPort,
  });
  const shared = ports.filter(([, port]) => ports.filter(([, other]) => other === port).length > 1);
  if (shared.length === 0) return;
  throw new Refusal(`${shared.map(([name, port]) => `${name} (${port})`).join(' and ')} must differ.`);
}

/** The version in package.json, for the banner. */
export function productVersion(): string {
  const file = path.join(root, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : '';
}
