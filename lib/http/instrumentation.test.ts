import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** What Next does before the first request. */
function register(env: Record<string, string>) {
  const script = "await (await import('./instrumentation.ts')).register(); process.stdout.write('serving')";
  const options = {
    cwd: root,
    env: { NODE_ENV: 'production', NEXT_RUNTIME: 'nodejs', ...env },
    encoding: 'utf8',
  } as const;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', script], options);
}

it('stops a server whose environment is wrong, with one sentence that names each variable', () => {
  const { status, stdout, stderr } = register({ PUBLIC_URL: 'ftp://nowhere' });
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n')).toHaveLength(1);
  for (const name of ['DATABASE_URL', 'MAILGRANT_KEYS', 'PUBLIC_URL']) expect(stderr).toContain(name);
});

it('lets a server with a good one start', () => {
  const keys = `test:${Buffer.alloc(32, 7).toString('base64')}`;
  const { status, stdout } = register({ DATABASE_URL: 'postgres://localhost/mailgrant', MAILGRANT_KEYS: keys });
  expect([status, stdout]).toEqual([0, 'serving']);
});
