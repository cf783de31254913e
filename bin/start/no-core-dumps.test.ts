import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';

const says = (code: string) => {
  const { stdout } = spawnSync(
    'sh',
    ['-c', 'ulimit -S -c 1000 2>/dev/null; exec "$0" --input-type=module -e "$1"', process.execPath, code],
    {
      cwd: process.cwd(),
      encoding: 'utf8',
    },
  );
  return stdout.trim();
};
const childsLimit = `import { execSync } from 'node:child_process'; process.stdout.write(execSync('ulimit -c'));`;

it('leaves no process a way to write its memory to a disk', () => {
  if (!existsSync('/usr/bin/prlimit')) return;
  const module = new URL('./no-core-dumps.ts', import.meta.url).href;
  expect(says(`import { forbidCoreDumps } from '${module}'; forbidCoreDumps(); ${childsLimit}`)).toBe('0');
});
