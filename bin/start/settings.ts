import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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
  dataFolder: string;
  databaseUrl: string | undefined;
  keys: string | undefined;
  /** Opens the first-run set-up, once; never in the demo, which has its people already. */
  setupCode: string | undefined;
};

type Environment = Record<string, string | undefined>;

/** What the environment and the command line ask for; a wrong value is one sentence that names the variable. */
export function readSettings(env: Environment, args: string[]): Settings {
  const unknown = args.find((arg) => arg !== '--dev');
  if (unknown) throw new Refusal(`“${unknown}” is not known here: the only option is --dev.`);
  const port = portIn(env, 'PORT', 3000);
  const publicUrl = (env.PUBLIC_URL || `http://localhost:${port}`).replace(/\/+$/, '');
  const demo = isThisMachine(publicUrl);
  const settings = {
    dev: args.includes('--dev'),
    port,
    publicUrl,
    demo,
    // A demo whose password is printed in the README is for this machine only.
    host: env.HOST?.replace(/^\[(.*)\]$/, '$1') || (demo ? 'localhost' : '0.0.0.0'),
    sandboxPort: portIn(env, 'SANDBOX_PORT', 4010),
    sandboxSmtpPort: portIn(env, 'SANDBOX_SMTP_PORT', 4587),
    dataFolder: path.resolve(root, env.DATA_DIR || '.data'),
    databaseUrl: databaseIn(env),
    keys: env.MAILGRANT_KEYS || undefined,
    setupCode: demo ? undefined : env.SETUP_CODE || randomBytes(15).toString('base64url'),
  };
  requireDifferentPorts(settings);
  return settings;
}

function portIn(env: Environment, variable: string, fallback: number): number {
  const text = env[variable] || String(fallback);
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Refusal(`${variable} is “${text}”: it must be a port number from 1 to 65535.`);
}

function databaseIn({ DATABASE_URL: text }: Environment): string | undefined {
  if (!text || (URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol))) return text || undefined;
  // Not repeated in the sentence: it may hold a password.
  throw new Refusal('DATABASE_URL cannot be read: it must look like postgresql://user:password@host:5432/database.');
}

function isThisMachine(publicUrl: string): boolean {
  if (!URL.canParse(publicUrl)) {
    throw new Refusal(
      `PUBLIC_URL is “${publicUrl}”: it must be the address browsers use, like https://mail.example.com.`,
    );
  }
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(publicUrl).hostname);
}

function requireDifferentPorts({ demo, port, sandboxPort, sandboxSmtpPort }: Settings): void {
  if (!demo || new Set([port, sandboxPort, sandboxSmtpPort]).size === 3) return;
  throw new Refusal(
    `PORT (${port}), SANDBOX_PORT (${sandboxPort}) and SANDBOX_SMTP_PORT (${sandboxSmtpPort}) must differ.`,
  );
}

/** The version in package.json, for the banner. */
export function productVersion(): string {
  const file = path.join(root, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : '';
}
