import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { config } from '#lib/config/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { startOidcServer } from '#lib/testing/oidc-server.ts';
import { startTokenMailServer } from '#lib/testing/token-mail-server.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import type { Servers } from './prepared.ts';

/** All servers and one administrator for a test file with a database; before each test nobody has asked anything yet. */
export function useEveryServer(): () => Servers & { member: Person } {
  let servers: (Servers & { member: Person; stop: () => Promise<unknown> }) | undefined;
  beforeAll(async () => {
    const [sandbox, oidc] = await Promise.all([runSandbox(), startOidcServer({ redirectUris: [] })]);
    const tokenMail = await startTokenMailServer(oidc);
    vi.stubEnv('PROVIDERS_FILE', sandbox.providersFile);
    vi.stubEnv('TEST_LIMIT_PER_MINUTE', '10000');
    const stop = () => Promise.all([sandbox.stop(), oidc.stop(), tokenMail.stop()]);
    servers = { sandbox, oidc, tokenMail, member: await anAdmin(), stop };
  });
  afterAll(() => servers?.stop());
  beforeEach(() => {
    servers?.sandbox.control.reset();
    servers?.sandbox.control.recording.start();
    servers?.oidc.requests.splice(0);
    servers?.oidc.log.splice(0);
    servers?.tokenMail.signIns.splice(0);
  });
  return () => {
    if (!servers) throw new Error('The servers exist from beforeAll on: read them inside a test.');
    return servers;
  };
}

/** Lets the code under test reach these servers on this machine and no other. */
export function allowNothingBut(places: string[]): void {
  config().egressAllow.splice(0, Number.POSITIVE_INFINITY, ...places);
}
