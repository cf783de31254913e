import { installServers } from './install-servers.ts';
import { serverNames, whyMissing } from './server-packages.ts';
import { vitest } from './suites.ts';
import type { TestStep } from './tally.ts';

/** Our code against servers of others. What is not here, and cannot be installed, is skipped by name. */
export const interopTests: TestStep = {
  name: 'interop tests',
  run: async () => {
    await installServers();
    const missing = serverNames.map(whyMissing).filter((why) => why !== null);
    for (const why of missing) console.log(`skipped: ${why}`);
    if (missing.length === serverNames.length) return { passed: 0, failed: 0 };
    return vitest(['--project=interop']);
  },
};
