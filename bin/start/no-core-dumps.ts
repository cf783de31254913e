import { spawnSync } from 'node:child_process';

/**
 * Forbids this process, and so all that it starts, to write its memory to a disk when it crashes: keys and tokens are in
 * it. Only where the system has a way (util-linux); elsewhere the limit stays what it was.
 */
export function forbidCoreDumps(): void {
  spawnSync('prlimit', ['--pid', String(process.pid), '--core=0:0'], { stdio: 'ignore' });
}
