import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startChild } from './children.ts';
import type { Running } from './keep-running.ts';
import { Refusal } from './refusal.ts';
import { root } from './settings.ts';

const mark = path.join(root, '.next', 'made-from');
export const nextProgram = path.join(root, 'node_modules/next/dist/bin/next');
const inputs = [
  'app',
  'lib',
  'public',
  'prisma/schema.prisma',
  'proxy.ts',
  'instrumentation.ts',
  'instrumentation-client.ts',
  'next.config.js',
  'package-lock.json',
  'tsconfig.json',
];
/** Not part of what is served: tests, and the database client, for which schema.prisma stands. */
const left = /\.test\.tsx?$|[\\/]lib[\\/](testing|db[\\/]generated)([\\/]|$)/;

/** Whether what was built is what the sources say now. */
export async function isBuildStale(): Promise<boolean> {
  return (await readFile(mark, 'utf8').catch(() => '')) !== (await hashOfInputs());
}

/** Builds the web application. `running` gets the build's process, for who wants to stop it. */
export async function build(running: (child: Running) => void = () => {}): Promise<void> {
  const wanted = await hashOfInputs();
  await rm(mark, { force: true });
  let said = '';
  const child = startChild({
    script: [nextProgram, 'build'],
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    output: (chunk) => (said += chunk),
    graceMs: 2_000,
  });
  running(child);
  const how = await child.ended;
  if (how !== 'ended with code 0') throw new Refusal(`${said.trim()}\n\nThe build ${how}: its own words are above.`);
  await writeFile(mark, wanted);
}

async function hashOfInputs(): Promise<string> {
  const hash = createHash('sha256');
  const files = await Promise.all(inputs.map((name) => filesBelow(path.join(root, name))));
  for (const file of files.flat().sort()) {
    hash
      .update(path.relative(root, file))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex');
}

async function filesBelow(place: string): Promise<string[]> {
  if (left.test(place)) return [];
  const entries = await readdir(place, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => error.code);
  if (entries === 'ENOTDIR') return [place];
  if (!Array.isArray(entries)) return [];
  const below = entries.map((entry) => {
    const file = path.join(place, entry.name);
    if (entry.isDirectory()) return filesBelow(file);
    return left.test(file) ? [] : [file];
  });
  return (await Promise.all(below)).flat();
}
