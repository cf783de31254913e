import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends the server when this process is gone, however it went. For tests: the product's database outlives a killed
 * start on purpose, until web and worker have stored what they hold.
 */
export function endWithUs(server: ChildProcess): void {
  if (process.platform === 'win32' || server.pid === undefined) return;
  // A shell that reads from a pipe of ours until it ends, as it does with us.
  const script = `while read -r _; do :; done; kill -INT ${server.pid}`;
  const watch = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watch.on('error', () => {});
  watch.stdin.on('error', () => {});
  watch.unref();
  (watch.stdin as unknown as { unref?: () => void }).unref?.();
  // The number may soon be somebody else's.
  server.once('exit', () => watch.kill('SIGKILL'));
}
