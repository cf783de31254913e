import { defineConfig } from 'playwright/test';
import { browserLaunch } from './browser.ts';

export default defineConfig({
  testDir: '.',
  // One product with one demo tenant: journeys follow one another.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  globalSetup: './start-product.ts',
  // Each part empties its own when it begins.
  outputDir: `../test-results/${process.env.E2E_PART ?? 'all'}`,
  reporter: [
    ['list'],
    ...(process.env.E2E_REPORT ? [['json', { outputFile: process.env.E2E_REPORT }] as ['json', object]] : []),
  ],
  use: { launchOptions: browserLaunch(), viewport: { width: 1280, height: 900 }, trace: 'retain-on-failure' },
});
