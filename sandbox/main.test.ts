import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

/** Each test starts whole processes, on machines that may be busy. */
vi.setConfig({ testTimeout: 60_000 });

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mailgrant-sandbox-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const anyPorts = {
  SANDBOX_GOOGLE_SMTP_PORT: '0',
  SANDBOX_GOOGLE_SMTPS_PORT: '0',
  SANDBOX_PLAIN_SMTP_PORT: '0',
  SANDBOX_PLAIN_SMTPS_PORT: '0',
};

type Outcome = { code: number | null; output: string };
function start(env: Record<string, string>): {
  child: ChildProcess;
  firstLine: Promise<string>;
  ended: Promise<Outcome>;
} {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, SANDBOX_DIR: dir, ...anyPorts, ...env },
  });
  let output = '';
  const firstLine = new Promise<string>((resolve) => {
    const read = (chunk: Buffer): void => {
      output += chunk;
      if (output.includes('\n')) resolve(output);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  const ended = new Promise<Outcome>((resolve) => child.once('close', (code) => resolve({ code, output })));
  return { child, firstLine, ended };
}

it('says in one line where it is, writes providers.json, and ends cleanly on SIGTERM', async () => {
  const { child, firstLine, ended } = start({ SANDBOX_PORT: '0', SANDBOX_SMTP_PORT: '0' });
  expect(await firstLine).toMatch(
    /^Sandbox on http:\/\/localhost:\d+, SMTP on localhost:\d+, Google’s on \d+ and \d+, an office’s on \d+ and \d+, providers in .+\n$/,
  );
  const file = join(dir, 'providers.json');
  expect(existsSync(file)).toBe(true);
  const { microsoft } = JSON.parse(readFileSync(file, 'utf8'));
  expect(microsoft.links.registration).toMatch(/\/entra\/registrations\/new$/);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
});

it('says in one sentence that a port is taken, and which variable changes it', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  for (const variable of [
    'SANDBOX_PORT',
    'SANDBOX_SMTP_PORT',
    'SANDBOX_GOOGLE_SMTP_PORT',
    'SANDBOX_GOOGLE_SMTPS_PORT',
    'SANDBOX_PLAIN_SMTP_PORT',
    'SANDBOX_PLAIN_SMTPS_PORT',
  ]) {
    const ports = { SANDBOX_PORT: '0', SANDBOX_SMTP_PORT: '0', [variable]: String(port) };
    const { code, output } = await start(ports).ended;
    expect(code).toBe(1);
    expect(output).toBe(`Port ${port} is already in use. Set ${variable} to a free port.\n`);
  }
  other.close();
  const { output } = await start({ SANDBOX_PORT: 'seven' }).ended;
  expect(output).toBe('SANDBOX_PORT is “seven”; it must be a port number from 0 to 65535.\n');
});
