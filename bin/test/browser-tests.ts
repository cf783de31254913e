import { readFile } from 'node:fs/promises';
import { requireBrowser } from './browser.ts';
import { runProgram } from './run-program.ts';
import { withReport } from './suites.ts';
import type { Count, TestStep } from './tally.ts';

type Report = { stats: { expected: number; unexpected: number; flaky: number }; errors: unknown[] };

export const browserTests: TestStep = {
  name: 'browser tests',
  run: async () => {
    await requireBrowser();
    return withReport(async (file) => {
      const script = ['node_modules/playwright/cli.js', 'test', '--config=e2e/playwright.config.ts'];
      const { code } = await runProgram(script, { env: { E2E_REPORT: file }, live: true });
      return countPlaywright(JSON.parse(await readFile(file, 'utf8')) as Report, code);
    });
  },
};

/** Each test counts once; one that needed a second try is red. A run that broke or ran nothing has failed. */
export function countPlaywright({ stats, errors }: Report, exitCode: number): Count {
  const passed = stats.expected;
  const failed = stats.unexpected + stats.flaky + errors.length;
  const silent = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed };
}
