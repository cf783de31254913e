import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import type { Consent } from '#lib/testing/authorization-server.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { anAccount, aProject, type Granted, useRevokingServer } from '#lib/testing/revoking.ts';
import { changeConnection, connect, createConnection, finishConsent, getConnection, listEvents } from './index.ts';

useDatabase();
const strict = useRevokingServer();

/** A candidate that nobody has consented to. */
async function aCandidate(clientId: string = randomUUID()): Promise<Granted> {
  const member = await anAdmin();
  const { id } = await createConnection(member.ctx, strict.input({ clientId }));
  return { member, id };
}

const kinds = async ({ member, id }: Granted) => (await listEvents(member.ctx, id)).map(({ kind }) => kind);
const refusals: [string, string, Partial<Consent>][] = [
  ['another mailbox consented', 'wrong_mailbox', { address: 'alex@contoso.com' }],
  ['the permission was left out', 'scope_missing', { scopes: ['openid', 'profile', 'offline_access'] }],
];

it.each(refusals)('a consent that is refused after its exchange leaves no token alive: %s', async (_, code, wrong) => {
  const one = await aCandidate();
  const before = strict.server.liveTokens();

  expect(await strict.consentTo(one, { ...anAccount(), ...wrong })).toMatchObject({ kind: 'refused' });

  expect(await getConnection(one.member.ctx, one.id)).toMatchObject({ grant: null, lastConsentProblem: { code } });
  expect(strict.server.liveTokens()).toBe(before);
  expect(strict.server.revocations).toHaveLength(1);
  expect(await kinds(one)).toEqual(['revoked', 'refused']);
  const rows = await inTenant(one.member.ctx.tenantId, (tx) => tx.revocation.findMany());
  expect(rows).toMatchObject([{ secrets: null, endedAt: expect.any(Date) }]);
  // Control: the right one is kept.
  expect(await strict.consentTo(one, anAccount())).toMatchObject({ kind: 'granted' });
  expect(strict.server.liveTokens()).toBe(before + 1);
});

it('asks with the settings that the code was exchanged with, where they changed meanwhile', async () => {
  const one = await aCandidate();
  const { member, id } = one;
  strict.server.intervene(async () => {
    await changeConnection(member.ctx, id, { clientId: randomUUID(), clientSecret: 'another' });
    return 'answer';
  });
  expect(await strict.consentTo(one, anAccount())).toMatchObject({ kind: 'refused' });
  expect(strict.server.revocations).toMatchObject([{ clientSecret: 'a-secret-value' }]);
});

it('keeps an access that a live grant shares: the connection’s own, or another’s', async () => {
  const [account, { first, second }] = [anAccount(), aProject()];
  const own = await strict.granted({ account, clientId: first });
  const narrow = { ...account, scopes: ['openid', 'profile', 'offline_access'] };

  expect(await strict.consentTo(own, narrow)).toMatchObject({ kind: 'refused' });
  expect(await strict.consentTo(await aCandidate(second), narrow)).toMatchObject({ kind: 'refused' });

  expect(strict.server.revocations).toEqual([]);
  expect((await getConnection(own.member.ctx, own.id)).grant).toMatchObject({ hasRefreshToken: true });
});

it('leaves the request to the worker where the provider’s answer came and the process went', async () => {
  const one = await aCandidate();
  const { authorizeUrl } = await connect(one.member.ctx, one.id, one.member.browserToken);
  const url = strict.server.consent(authorizeUrl ?? '', { ...anAccount(), address: 'alex@contoso.com' });
  const sealed: (string | null)[] = [];
  strict.server.interveneInRevoking(async () => {
    const rows = await inTenant(one.member.ctx.tenantId, (tx) => tx.revocation.findMany());
    sealed.push(...rows.map(({ secrets }) => secrets));
    return 'answer';
  });
  const { browserToken, signedIn } = one.member;
  await finishConsent({ url, browserToken, signedIn, ip: null });
  // Put aside and committed before the provider is asked.
  expect(sealed).toEqual([expect.stringMatching(/^v1\./)]);
});
