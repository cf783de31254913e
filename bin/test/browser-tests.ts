import { readFile } from 'node:fs/promises';
import { requireBrowser } from './browser.ts';
import { runProgram } from './run-program.ts';
import { withReport } from './suites.ts';
import type { Count, TestStep } from './tally.ts';

type Report = { stats: { expected: number; unexpected: number; flaky: number }; errors: unknown[] };

/**
 * Two halves at once, each with a product of its own: a browser waits most of its time. Then, alone, the journeys that
 * must see a change within two seconds: those two seconds are the product's, not another half's.
 */
const halves = [1, 2].map((half) => ({ name: `half-${half}`, args: [`--shard=${half}/2`, '--grep-invert=@alone'] }));
const alone = { name: 'alone', args: ['--grep=@alone'] };

export const browserTests: TestStep = {
  name: 'browser tests',
  run: async () => {
    await requireBrowser();
    const counts = [...(await Promise.all(halves.map(runPart))), await runPart(alone)];
    return {
      passed: counts.reduce((sum, { passed }) => sum + passed, 0),
      failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    };
  },
};

function runPart({ name, args }: typeof alone): Promise<Count> {
  return withReport(async (file) => {
    const script = ['node_modules/playwright/cli.js', 'test', '--config=e2e/playwright.config.ts', ...args];
    const { code } = await runProgram(script, { env: { E2E_REPORT: file, E2E_PART: name }, live: true });
    return countPlaywright(JSON.parse(await readFile(file, 'utf8')) as Report, code);
  });
}

/** Each test counts once; one that needed a second try is red. A run that broke or ran nothing has failed. */
export function countPlaywright({ stats, errors }: Report, exitCode: number): Count {
  const passed = stats.expected;
  const failed = stats.unexpected + stats.flaky + errors.length;
  const silent = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed };
}
