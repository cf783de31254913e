import { afterEach, expect, it, vi } from 'vitest';
import { connect, createConnection, getConnection } from '#lib/connections/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { aRequest, params } from '#lib/testing/a-request.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { inputFor, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { GET } from './route.ts';

useDatabase();
const strict = useStrictServer();
afterEach(() => vi.restoreAllMocks());

/** A person at the consent screen, who is about to be sent back. */
async function atConsentScreen() {
  const member = await anAdmin();
  const { id } = await createConnection(member.ctx, inputFor(strict.server));
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  return { member, id, url: strict.server.consent(authorizeUrl ?? '', mailbox) };
}

/** The browser comes back by a navigation that began at the provider: its cookies travel along, no Origin does. */
function comeBack({ token, browserToken }: Person, { pathname, search }: URL) {
  const cookie = `__Host-mailgrant.session=${token}; __Host-mailgrant.consent=${browserToken}`;
  const headers = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  return GET(aRequest(`${pathname}${search}`, { headers }), params({}));
}

const damage = (member: Person, sql: string) => inTenant(member.ctx.tenantId, (tx) => tx.$executeRawUnsafe(sql));

it('sends the browser to the connection, or to why nothing came of it', async () => {
  const { member, id, url } = await atConsentScreen();
  const answer = await comeBack(member, url);
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    `/t/${member.ctx.tenantSlug}/mail/connections/${id}`,
  ]);
  expect((await comeBack(member, url)).headers.get('location')).toBe('/consent-problem?reason=consent_replayed');
});

it('sends it to a page also when something breaks, and names there the entry in the log', async () => {
  const { member, url } = await atConsentScreen();
  const logged = vi.spyOn(log(), 'error').mockReturnValue();
  await damage(member, `update consent_attempts set code_verifier = 'v1.moved.here.by.hand'`);

  const answer = await comeBack(member, url);

  const requestId = answer.headers.get('x-request-id');
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`/consent-problem?reason=unexpected&request=${requestId}`);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.text()).toBe('');
  expect(logged.mock.calls).toEqual([[{ err: expect.any(Error), requestId }, expect.any(String)]]);
});

it('says on the connection that its secret does not open: that is no riddle', async () => {
  const { member, id, url } = await atConsentScreen();
  const { length } = strict.server.tokenRequests;
  vi.spyOn(log(), 'error').mockReturnValue();
  await damage(member, `update connections set client_secret = 'v1.moved.here.by.hand'`);

  const answer = await comeBack(member, url);

  expect(answer.headers.get('location')).toBe(`/t/${member.ctx.tenantSlug}/mail/connections/${id}`);
  expect(strict.server.tokenRequests).toHaveLength(length);
  expect((await getConnection(member.ctx, id)).lastConsentProblem?.code).toBe('secret_unreadable');
});
