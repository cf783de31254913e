import { defineConfig } from 'vitest/config';

const folders = '{app,bin,lib,sandbox}/**';

/** What lib/config needs to parse; DATABASE_URL comes from `useDatabase`. */
const environment: Partial<NodeJS.ProcessEnv> = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  PUBLIC_URL: 'http://localhost:3000',
  MAILGRANT_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
};

export default defineConfig({
  test: {
    env: environment,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: [`${folders}/*.test.ts`, '*.test.ts'], exclude: [`${folders}/*.db.test.ts`] },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: [`${folders}/*.db.test.ts`],
          globalSetup: ['lib/testing/database-server.ts'],
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
