import dns from 'node:dns';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { config } from '#lib/config/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { startOidcServer } from '#lib/testing/oidc-server.ts';
import { startTokenMailServer } from '#lib/testing/token-mail-server.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import type { Servers } from './prepared.ts';

/** What only the proxies of a test know the way to, as a domain that nobody can have (RFC 2606 §2). */
export const behind = 'behind.test';

/**
 * All servers and one administrator for a test file with a database; before each test nobody has asked anything yet. By
 * `name` they are known to nobody's resolver, but to the browser and to each other.
 */
export function useEveryServer({ name }: { name?: string } = {}): () => Servers & { member: Person } {
  let servers: (Servers & { member: Person; stop: () => Promise<unknown> }) | undefined;
  beforeAll(async () => {
    if (name) knowTheWayTo(name);
    const [sandbox, oidc] = await Promise.all([
      runSandbox(name ? { publicHost: name } : {}),
      startOidcServer({ redirectUris: [], ...(name ? { host: name } : {}) }),
    ]);
    // Not where the sandbox's mail servers are: who takes one for the other reaches nobody.
    const tokenMail = await startTokenMailServer(oidc, { address: '127.0.0.2', ...(name ? { name } : {}) });
    vi.stubEnv('PROVIDERS_FILE', sandbox.providersFile);
    vi.stubEnv('TEST_LIMIT_PER_MINUTE', '10000');
    const stop = () => Promise.all([sandbox.stop(), oidc.stop(), tokenMail.stop()]);
    const mailHosts = { office: name ?? '127.0.0.1', tokens: name ?? tokenMail.address };
    servers = { sandbox, oidc, tokenMail, mailHosts, member: await anAdmin(), stop };
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

/**
 * What asks for a name without a resolver of its own, which the product never does: it connects to the addresses that it
 * has checked.
 */
function knowTheWayTo(name: string): void {
  const { lookup } = dns;
  const known = (host: string, options: dns.LookupOptions, answer: (...answers: unknown[]) => void) => {
    if (host !== name) return lookup(host, options, answer);
    return options.all ? answer(null, [{ address: '127.0.0.1', family: 4 }]) : answer(null, '127.0.0.1', 4);
  };
  vi.spyOn(dns, 'lookup').mockImplementation(known as typeof dns.lookup);
}

/** Lets the code under test reach these servers on this machine and no other. */
export function allowNothingBut(places: string[]): void {
  config().egressAllow.splice(0, Number.POSITIVE_INFINITY, ...places);
}
