import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { redirectUrl } from '#lib/tokens/index.ts';
import { walkThroughGoogle } from '#sandbox/testing/google-sign-in.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import { connect, createConnection, disconnect, finishConsent, refreshNow } from './index.ts';
import { connectionInputSchema } from './schema.ts';

const account = 'reports@northwind.example';
let sandbox: Awaited<ReturnType<typeof runSandbox>>;

useDatabase();
beforeAll(async () => {
  sandbox = await runSandbox();
  vi.stubEnv('PROVIDERS_FILE', sandbox.providersFile);
  vi.stubEnv('EGRESS_ALLOW', new URL(sandbox.origin).host);
});
afterAll(() => sandbox.stop());

/** A web client of the one project, and a connection of the one account through it. */
async function aConnection(): Promise<{ member: Person; id: string }> {
  const member = await anAdmin();
  const { clientId, clientSecret } = sandbox.control.google.createClient({
    project: 'northwind-mail',
    redirectUris: [redirectUrl({ id: 'google' }, '')],
  });
  const given = { ...connectionInput({ senderAddress: account, overrides: {} }), clientId, clientSecret };
  const input = connectionInputSchema.parse({ ...given, provider: 'google', transport: 'gmail', settings: {} });
  const { id } = await createConnection(member.ctx, input);
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const { sentTo } = await walkThroughGoogle(authorizeUrl ?? '', { account });
  const { browserToken, signedIn } = member;
  const end = await finishConsent({ url: sentTo ?? new URL('http://nowhere'), browserToken, signedIn, ip: null });
  expect(end).toMatchObject({ kind: 'granted' });
  return { member, id };
}

const living = () => sandbox.control.google.grants(account).filter(({ endedAt }) => endedAt === null).length;
const refreshed = async ({ member, id }: { member: Person; id: string }) => (await refreshNow(member.ctx, id)).problem;

it('Google takes every client of a project along: a sibling lives on, and the last to leave revokes', async () => {
  const [one, other] = [await aConnection(), await aConnection()];
  expect(living()).toBe(2);

  expect(await disconnect(one.member.ctx, one.id)).toMatchObject({ lastRevocation: { kind: 'kept' } });
  expect(await refreshed(other)).toBeNull();
  expect(await disconnect(other.member.ctx, other.id)).toMatchObject({ lastRevocation: { kind: 'revoked' } });
  expect(living()).toBe(0);
});

it('without the rule the sibling’s refresh fails: the rule is what keeps it alive', async () => {
  const [one, other] = [await aConnection(), await aConnection()];
  // As if it did not know of the other.
  await inTenant(other.member.ctx.tenantId, (tx) => tx.grant.updateMany({ data: { accessKey: null } }));

  expect(await disconnect(one.member.ctx, one.id)).toMatchObject({ lastRevocation: { kind: 'revoked' } });
  expect(await refreshed(other)).toMatchObject({ class: 'consent', reply: { code: 'invalid_grant' } });
});

it('a token that Google had ended before counts as revoked, in its own words', async () => {
  const one = await aConnection();
  sandbox.control.faults.set({ provider: 'google', kind: 'revoke-grant', account });
  expect(await disconnect(one.member.ctx, one.id)).toMatchObject({
    lastRevocation: { kind: 'revoked', reply: { status: 400, code: 'invalid_token' } },
  });
});
