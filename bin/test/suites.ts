import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from '#bin/start/build.ts';
import { runProgram } from './run-program.ts';
import type { Count, TestStep } from './tally.ts';

/** The rules of the house are tests too, kept apart so that a broken one is seen by name. */
const rules = ['lib/testing/import-rules.test.ts', 'lib/testing/lint-rules.test.ts'];

export const ruleTests: TestStep = { name: 'import rules', run: () => vitest(['--project=unit', ...rules]) };
export const unitTests: TestStep = {
  name: 'unit tests',
  run: () => vitest(['--project=unit', ...rules.map((file) => `--exclude=${file}`)]),
};
export const databaseTests: TestStep = { name: 'database tests', run: () => vitest(['--project=db']) };

export const buildCheck: TestStep = {
  name: 'build',
  run: async () => {
    await build();
    return { passed: 1, failed: 0 };
  },
};

/** The part of Vitest's JSON report that is counted. */
type Report = { testResults: { status: string; assertionResults: { status: string }[] }[] };

/** Runs the tests that these arguments name, and counts them. */
export async function vitest(args: string[]): Promise<Count> {
  return withReport(async (file) => {
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
    const { code } = await runProgram(['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args], { live: true });
    const report = JSON.parse(await readFile(file, 'utf8')) as Report;
    return countVitest(report, code);
  });
}

/**
 * Each test counts once, and so does each file that broke outside of its tests. A run that ended badly without saying
 * why, or that ran nothing, has failed.
 */
export function countVitest(report: Report, exitCode: number): Count {
  const statuses = report.testResults.flatMap((file) => {
    const tests = file.assertionResults.map((test) => test.status);
    return file.status === 'failed' && !tests.includes('failed') ? [...tests, 'failed'] : tests;
  });
  const passed = statuses.filter((status) => status === 'passed').length;
  const failed = statuses.filter((status) => status === 'failed').length;
  const silent = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed };
}

/** Gives work the name of a file for a report; a runner that wrote none has crashed, which throws. */
export async function withReport<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mailgrant-report-'));
  try {
    return await work(path.join(folder, 'report.json'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Error('The test runner ended without a report.');
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
