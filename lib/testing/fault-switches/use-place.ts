import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import { type Place, watchHealth } from './connected-at.ts';
import type { Half } from './half.ts';

type Change = { refreshTokenReuse?: 'once' };

/**
 * Gives a test file the product, with a database of its own, in front of a sandbox of its own; `change` is what this
 * provider's data say otherwise than for the sandbox. One tenant: each test connects anew.
 */
export function usePlace(half: Half, change: Change = {}): () => Place {
  const database = useDatabase();
  let sandbox: Awaited<ReturnType<typeof runSandbox>> | undefined;
  let member: Person | undefined;
  beforeAll(async () => {
    sandbox = await runSandbox();
    const values = JSON.parse(readFileSync(sandbox.providersFile, 'utf8')) as Record<string, object>;
    writeFileSync(
      sandbox.providersFile,
      JSON.stringify({ ...values, [half.provider]: { ...values[half.provider], ...change } }),
    );
    vi.stubEnv('PROVIDERS_FILE', sandbox.providersFile);
    const ports = [Number(new URL(sandbox.origin).port), sandbox.smtpPort, sandbox.googleSmtpPort];
    vi.stubEnv('EGRESS_ALLOW', ports.map((port) => `localhost:${port}`).join(','));
    await watchHealth(database);
    member = await anAdmin();
  });
  afterAll(() => sandbox?.stop());
  beforeEach(() => sandbox?.control.reset());
  return () => {
    if (!sandbox || !member) throw new Error('The sandbox exists from beforeAll on: read it inside a test.');
    return { database, sandbox, half, member };
  };
}
