import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { knownToProxy } from './canaries/repeating-proxy.ts';

const startLimitMs = 180_000;

/** Starts the product as a person would, on free ports with data of its own; returns what stops it again. */
export default async function startProduct(): Promise<() => Promise<void>> {
  const [web, sandbox, smtp, gmail, gmailTls, office, officeTls, clamd, proxy, issuer, tokenMail, hook] =
    await freePorts(12);
  const dataDir = mkdtempSync(join(tmpdir(), 'mailgrant-e2e-'));
  const output = `${dataDir}.output`;
  const origin = `http://localhost:${web}`;
  const settings = {
    DATA_DIR: dataDir,
    // The sweep for secrets reads the logs down to their finest level.
    LOG_LEVEL: 'trace',
    // One tenant makes all the journeys, one after the other.
    TEST_LIMIT_PER_MINUTE: '1000',
    PORT: String(web),
    PUBLIC_URL: origin,
    SANDBOX_PORT: String(sandbox),
    SANDBOX_SMTP_PORT: String(smtp),
    SANDBOX_GOOGLE_SMTP_PORT: String(gmail),
    SANDBOX_GOOGLE_SMTPS_PORT: String(gmailTls),
    SANDBOX_PLAIN_SMTP_PORT: String(office),
    SANDBOX_PLAIN_SMTPS_PORT: String(officeTls),
    EGRESS_ALLOW: [
      ...[clamd, proxy, tokenMail, hook].map((port) => `localhost:${port}`),
      `127.0.0.1:${issuer}`,
      ...knownToProxy,
    ].join(),
  };
  const product = spawn(process.execPath, ['bin/start.ts'], {
    env: { ...withoutOwnDatabase(), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const hear = (chunk: Buffer) => {
    said.push(String(chunk));
    appendFileSync(output, chunk);
  };
  for (const stream of [product.stdout, product.stderr]) stream?.on('data', hear);
  process.env.E2E_ORIGIN = origin;
  process.env.E2E_DATA = dataDir;
  process.env.E2E_OUTPUT = output;
  process.env.E2E_CLAMD = String(clamd);
  process.env.E2E_OFFICE_PORT = String(office);
  process.env.E2E_ISSUER = String(issuer);
  process.env.E2E_TOKEN_MAIL = String(tokenMail);
  process.env.E2E_HOOK = String(hook);
  process.env.E2E_PROXY = String(proxy);
  process.env.E2E_SETTINGS = JSON.stringify(settings);
  process.env.E2E_PID = String(product.pid);
  process.env.E2E_SANDBOX = `http://localhost:${sandbox}`;
  try {
    await isReady(`${origin}/readyz`, product);
  } catch (error) {
    product.kill('SIGTERM');
    throw new Error(`${String(error)}\n${said.join('')}`);
  }
  return async () => {
    product.kill('SIGTERM');
    await once(product, 'exit');
    for (const place of [dataDir, output]) rmSync(place, { recursive: true, force: true });
  };
}

function withoutOwnDatabase(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _database, MAILGRANT_KEYS: _keys, ...env } = process.env;
  return env;
}

async function isReady(url: string, product: ChildProcess): Promise<void> {
  const deadline = Date.now() + startLimitMs;
  while (Date.now() < deadline) {
    if (product.exitCode !== null) throw new Error(`The product stopped with ${product.exitCode} before it was ready.`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await pause(200);
  }
  throw new Error(`The product was not ready within ${startLimitMs} ms.`);
}

/**
 * Below the range systems lend out for connections of their own, so that none takes one meanwhile, and above the last
 * that browsers refuse; odd for the first half of the tests and even otherwise, so that neither takes the other's.
 */
async function freePorts(count: number): Promise<number[]> {
  const half = process.env.E2E_PART === 'half-1' ? 1 : 0;
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = 11_000 + 2 * randomInt(10_000) + half;
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = once(server.listen(port, '127.0.0.1'), 'listening').then(
    () => true,
    () => false,
  );
  if (!(await listening)) return false;
  server.close();
  await once(server, 'close');
  return true;
}
