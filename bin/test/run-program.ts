import { spawn } from 'node:child_process';
import { root } from '#bin/start/settings.ts';

type Ending = { code: number; said: string };

/** Runs a script with our own Node. `live`: its output goes straight to the terminal, else it is kept and returned. */
export function runProgram(
  script: string[],
  options: { env?: Record<string, string>; live?: boolean } = {},
): Promise<Ending> {
  return run(process.execPath, script, options);
}

/** Runs any program likewise. */
export function run(
  program: string,
  args: string[],
  { env = {}, live = false }: { env?: Record<string, string>; live?: boolean } = {},
): Promise<Ending> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      // A log keeps the words only.
      env: { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }), ...env },
      stdio: live ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk));
    child.once('error', (error) => resolve({ code: 1, said: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, said }));
  });
}
