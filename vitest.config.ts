import { defineConfig } from 'vitest/config';
import { writeProviderIndex } from './bin/provider-index.mjs';

const folders = '{app,bin,lib,sandbox}/**';

/** What lib/config needs to parse; DATABASE_URL comes from `useDatabase`. */
const environment: Partial<NodeJS.ProcessEnv> = {
  // Tests do in a minute what people do in a day; who means the limit sets it.
  TEST_LIMIT_PER_MINUTE: '1000',
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  PUBLIC_URL: 'http://localhost:3000',
  MAILGRANT_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
};

// A run by hand has no npm script before it that would see a provider come or go.
writeProviderIndex(import.meta.dirname);

export default defineConfig({
  test: {
    env: environment,
    // A test waits for what it waits for; these limits only end one that waits in vain, on a machine that may be busy.
    expect: { poll: { timeout: 15_000 } },
    // A file at each processor: by itself Vitest leaves one of them free, which of two is half.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${folders}/*.test.ts`, '*.test.ts'],
          exclude: [`${folders}/*.db.test.ts`],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: [`${folders}/*.db.test.ts`],
          globalSetup: ['lib/testing/database-server.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'interop',
          include: ['interop/*.interop.test.ts'],
          globalSetup: ['interop/servers/leave-none.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
