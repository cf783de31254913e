import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

type Assertion = { fullName: string; status: string };

/** What the tests of some files came to; those whose names say so are controls, which see the protection taken out. */
export type Ran = { passed: number; failed: number; controls: number; controlsPassed: number };

/** Runs test files that take no process to be killed, only another clock or another answer, and counts them. */
export async function runInVitest(files: string[]): Promise<Ran> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mailgrant-faults-report-'));
  const file = path.join(folder, 'report.json');
  try {
    const report = ['--reporter=json', `--outputFile.json=${file}`];
    const args = [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project=db', ...report, ...files];
    await once(spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }), 'exit');
    const { testResults } = JSON.parse(await readFile(file, 'utf8')) as {
      testResults: { assertionResults: Assertion[] }[];
    };
    const all = testResults.flatMap(({ assertionResults }) => assertionResults);
    const controls = all.filter(({ fullName }) => fullName.includes('control:'));
    const tests = all.filter((one) => !controls.includes(one));
    return {
      passed: tests.filter(hasPassed).length,
      failed: tests.filter((one) => !hasPassed(one)).length,
      controls: controls.length,
      controlsPassed: controls.filter(hasPassed).length,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function hasPassed({ status }: Assertion): boolean {
  return status === 'passed';
}
