import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const startLimitMs = 180_000;

/** Starts the product as a person would, on free ports with data of its own; returns what stops it again. */
export default async function startProduct(): Promise<() => Promise<void>> {
  const [web, sandbox, smtp, gmail, gmailTls] = await Promise.all(Array.from({ length: 5 }, freePort));
  const dataDir = mkdtempSync(join(tmpdir(), 'mailgrant-e2e-'));
  const origin = `http://localhost:${web}`;
  const product = spawn(process.execPath, ['bin/start.ts'], {
    env: {
      ...withoutOwnDatabase(),
      DATA_DIR: dataDir,
      PORT: String(web),
      PUBLIC_URL: origin,
      SANDBOX_PORT: String(sandbox),
      SANDBOX_SMTP_PORT: String(smtp),
      SANDBOX_GOOGLE_SMTP_PORT: String(gmail),
      SANDBOX_GOOGLE_SMTPS_PORT: String(gmailTls),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [product.stdout, product.stderr]) stream?.on('data', (chunk) => said.push(String(chunk)));
  process.env.E2E_ORIGIN = origin;
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
    rmSync(dataDir, { recursive: true, force: true });
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
