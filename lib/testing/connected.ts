import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { connect, createConnection, finishConsent } from '#lib/connections/index.ts';
import type { ConnectionInput } from '#lib/connections/schema.ts';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin, type Person } from './a-tenant.ts';
import { type Consent, startAuthorizationServer, type TestAuthorizationServer } from './authorization-server.ts';
import { connectionInput } from './connection-input.ts';

export const mailbox: Consent = { tid: randomUUID(), oid: randomUUID(), address: 'reports@contoso.com' };

export type Connected = { member: Person; id: string; tenantId: string };

/**
 * Gives a test file a strict authorization server, where a refresh token presented twice kills the grant, and the
 * product's strict half to go with it.
 */
export function useStrictServer(): { server: TestAuthorizationServer; connected: () => Promise<Connected> } {
  let started: TestAuthorizationServer | undefined;
  const server = () => {
    if (!started) throw new Error('The server exists from beforeAll on: read it inside a test.');
    return started;
  };
  beforeAll(async () => {
    started = await startAuthorizationServer();
    vi.stubEnv('EGRESS_ALLOW', new URL(started.origin).host);
    const providersFile = join(tmpdir(), `providers-${randomUUID()}.json`);
    writeFileSync(providersFile, JSON.stringify({ microsoft: { refreshTokenReuse: 'once' } }));
    vi.stubEnv('PROVIDERS_FILE', providersFile);
  });
  afterAll(() => server().close());
  beforeEach(() => {
    server().settings.rotates = true;
    server().settings.forgives = false;
    server().settings.scopes = undefined;
    server().settings.refreshTokenExpiresInS = undefined;
    server().settings.roles = undefined;
    server().intervene(undefined);
  });
  return {
    get server() {
      return server();
    },
    connected: () => aConnectedCandidate(server()),
  };
}

/** The settings of a connection of `mailbox` at this server. */
export function inputFor(server: TestAuthorizationServer, change: Partial<ConnectionInput> = {}): ConnectionInput {
  const overrides = server.overridesFor(mailbox.tid);
  return connectionInput({
    senderAddress: mailbox.address,
    settings: { directoryId: mailbox.tid },
    overrides,
    ...change,
  });
}

/** A connection whose grant was just consented to; the server's counters start at zero after it. */
async function aConnectedCandidate(server: TestAuthorizationServer): Promise<Connected> {
  const member = await anAdmin();
  const { id } = await createConnection(member.ctx, inputFor(server));
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const url = server.consent(authorizeUrl ?? '', mailbox);
  await finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });
  server.tokenRequests.length = 0;
  server.presentations.clear();
  return { member, id, tenantId: member.ctx.tenantId };
}

export const expireToken = (tenantId: string) =>
  inTenant(tenantId, (tx) => tx.accessToken.updateMany({ data: { expiresAt: new Date() } }));

export const grantOf = (tenantId: string) => inTenant(tenantId, (tx) => tx.grant.findFirstOrThrow());
