import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { processIdentity } from '#lib/db/process-identity.ts';
import { freshLog, secretVariables, startChild } from './children.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailgrant-child-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function script(name: string, text: string): Promise<string[]> {
  const file = path.join(folder, `${name}.mjs`);
  await writeFile(file, text);
  return [file];
}

/** A killed process whose parent is gone may stay listed until it is collected; it lives no more. */
const isAlive = async (pid: number) => (await processIdentity(pid)) !== null;

it('tells how a child ended, with its last words', async () => {
  const child = startChild({
    script: await script('words', `console.log('first'); console.error('last'); process.exit(3);`),
    env: {},
    logFile: path.join(folder, 'words.log'),
    graceMs: 1000,
  });
  expect(await child.ended).toBe('ended with code 3');
  expect(child.lastWords()).toBe('first\nlast');
  await expect.poll(() => readFile(path.join(folder, 'words.log'), 'utf8')).toBe('first\nlast\n');
});

it('keeps the log of the run before beside that of this one', async () => {
  const log = path.join(folder, 'log');
  await mkdir(log);
  await writeFile(path.join(log, 'web.log'), 'before');
  expect(freshLog(folder, 'web')).toBe(path.join(log, 'web.log'));
  expect(await readdir(log)).toEqual(['web.log.1']);
  expect(await readFile(path.join(log, 'web.log.1'), 'utf8')).toBe('before');
});

it('hands secrets only to the child that is meant to have them', async () => {
  const [name, ...others] = secretVariables;
  for (const variable of secretVariables) vi.stubEnv(variable, 'inherited');
  vi.stubEnv('EGRESS_ALLOW', 'inherited');
  const said: string[] = [];
  const child = startChild({
    script: await script(
      'environment',
      `console.log(JSON.stringify(['EGRESS_ALLOW', ...${JSON.stringify(secretVariables)}].map((name) => process.env[name])));`,
    ),
    env: { [String(name)]: 'given' },
    output: (chunk) => said.push(chunk),
    graceMs: 1000,
  });
  vi.unstubAllEnvs();
  expect(await child.ended).toBe('ended with code 0');
  await expect.poll(() => said.join('')).toMatch(/\]\n/);
  expect(JSON.parse(said.join(''))).toEqual(['inherited', 'given', ...others.map(() => null)]);
  expect(secretVariables).toEqual(
    expect.arrayContaining(['MAILGRANT_KEYS', 'DATABASE_URL', 'SETUP_CODE', 'SYSTEM_MAIL']),
  );
});

it('stops a child that will not, and what it started', async () => {
  const said: string[] = [];
  const child = startChild({
    script: await script(
      'stubborn',
      `import { spawn } from 'node:child_process';
       process.on('SIGTERM', () => {});
       const own = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)']);
       console.log(process.pid, own.pid);
       setInterval(() => {}, 1000);`,
    ),
    env: {},
    output: (chunk) => said.push(chunk),
    graceMs: 50,
  });
  await expect.poll(() => said.join('')).toMatch(/\d+ \d+\n/);
  const pids = said.join('').trim().split(' ').map(Number);
  expect(await Promise.all(pids.map(isAlive))).toEqual([true, true]);
  await child.stop();
  await expect.poll(() => Promise.all(pids.map(isAlive))).toEqual([false, false]);
});

it('leaves nothing behind of a child that was killed', async () => {
  const said: string[] = [];
  const child = startChild({
    script: await script(
      'killed',
      `import { spawn } from 'node:child_process';
       const own = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
       console.log(own.pid);
       process.kill(process.pid, 'SIGKILL');`,
    ),
    env: {},
    output: (chunk) => said.push(chunk),
    graceMs: 50,
  });
  expect(await child.ended).toBe('was ended by SIGKILL');
  const own = Number(said.join(''));
  expect(own).toBeGreaterThan(0);
  await expect.poll(() => isAlive(own)).toBe(false);
});

it('lets no child outlive a start that was killed', async () => {
  const inner = await script('inner', `console.log(process.pid); setInterval(() => {}, 1000);`);
  const children = new URL('./children.ts', import.meta.url).href;
  const outer = await script(
    'outer',
    `import { startChild } from ${JSON.stringify(children)};
     startChild({ script: ${JSON.stringify(inner)}, env: {}, graceMs: 1000, output: (text) => {
       console.log(text);
       process.kill(process.pid, 'SIGKILL');
     } });`,
  );
  const said: string[] = [];
  const start = startChild({ script: outer, env: {}, output: (text) => said.push(text), graceMs: 1000 });
  expect(await start.ended).toBe('was ended by SIGKILL');
  await expect.poll(() => Number(said.join(''))).toBeGreaterThan(0);
  await expect.poll(() => isAlive(Number(said.join('')))).toBe(false);
});
