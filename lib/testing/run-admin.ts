import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export type Ran = { exitCode: number; stdout: string; stderr: string };

/** Runs the command program itself as npm does, out of `folder`, which is its data folder too. */
export async function runAdmin(folder: string, args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(process.execPath, [path.resolve('bin/admin.ts'), ...args], {
    env: { ...process.env, DATA_DIR: folder, npm_lifecycle_event: 'admin', INIT_CWD: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ran = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (ran.stdout += chunk));
  child.stderr.on('data', (chunk) => (ran.stderr += chunk));
  const [exitCode] = await once(child, 'close');
  return { exitCode, ...ran };
}
