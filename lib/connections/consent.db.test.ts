import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addMember, changeRole } from '#lib/accounts/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin, aPerson, inAnotherBrowser, type Person } from '#lib/testing/a-tenant.ts';
import {
  type Consent,
  startAuthorizationServer,
  type TestAuthorizationServer,
} from '#lib/testing/authorization-server.ts';
import { inputFor, mailbox } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import {
  activateConnection,
  changeConnection,
  connect,
  createConnection,
  discardConnection,
  finishConsent,
  getConnection,
  listEvents,
} from './index.ts';

let server: TestAuthorizationServer;

useDatabase();
beforeAll(async () => {
  server = await startAuthorizationServer();
  vi.stubEnv('EGRESS_ALLOW', new URL(server.origin).host);
});
afterAll(() => server.close());
beforeEach(() => {
  server.tokenRequests.length = 0;
  server.settings.discoveryIssuer = undefined;
});

async function begin(member: Person) {
  const { id } = await createConnection(member.ctx, inputFor(server));
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  if (!authorizeUrl) throw new Error('no consent screen to visit');
  return { id, authorizeUrl };
}

const comeBack = (member: Person, url: URL) =>
  finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });

/** What is stored about a connection's credential, to show that a refusal leaves it untouched. */
const stored = (member: Person, connectionId: string) =>
  inTenant(member.ctx.tenantId, (tx) =>
    tx.grant.findFirst({ where: { connectionId }, include: { accessTokens: true } }),
  );

describe('a trip to the consent screen', () => {
  it('ends with a grant that may be activated', async () => {
    const member = await anAdmin();
    const { id, authorizeUrl } = await begin(member);

    const end = await comeBack(member, server.consent(authorizeUrl, mailbox));

    expect(end).toMatchObject({ kind: 'granted', connectionId: id });
    const view = await getConnection(member.ctx, id);
    expect(view.grant).toMatchObject({ generation: 1, hasRefreshToken: true, account: { address: mailbox.address } });
    expect(await activateConnection(member.ctx, id)).toMatchObject({ stage: 'active', health: 'untested' });
  });

  it('exchanges one code however often the callback arrives', async () => {
    const member = await anAdmin();
    const { authorizeUrl } = await begin(member);
    const url = server.consent(authorizeUrl, mailbox);

    const ends = await Promise.all(Array.from({ length: 50 }, () => comeBack(member, url)));

    expect(server.tokenRequests).toHaveLength(1);
    expect(ends.filter((end) => end.kind === 'granted')).toHaveLength(1);
    expect(ends.filter((end) => end.kind === 'not_ours' && end.reason === 'consent_replayed')).toHaveLength(49);
  });

  it('never exchanges a callback replayed in a second browser', async () => {
    const member = await anAdmin();
    const { id, authorizeUrl } = await begin(member);
    const url = server.consent(authorizeUrl, mailbox);
    const second = await inAnotherBrowser(member, member.ctx.tenantSlug);

    for (let round = 0; round < 100; round += 1) {
      const browserToken = round % 2 ? null : second.browserToken;
      const end = await finishConsent({ url, browserToken, signedIn: round % 3 ? member.signedIn : null, ip: null });
      expect(end).toMatchObject({ kind: 'not_ours', reason: 'consent_other_browser' });
    }

    expect(server.tokenRequests).toHaveLength(0);
    // Control: the first browser was not burnt by them and goes through.
    expect(await comeBack(member, url)).toMatchObject({ kind: 'granted', connectionId: id });
  });
});

describe('a state bound to something else', () => {
  const swaps: [string, string, (member: Person, id: string, url: URL) => Promise<unknown>][] = [
    [
      'session',
      'consent_other_person',
      async (member, _id, url) => {
        const again = await inAnotherBrowser(member, member.ctx.tenantSlug);
        return comeBack({ ...again, browserToken: member.browserToken }, url);
      },
    ],
    [
      'user',
      'consent_other_person',
      async (member, _id, url) => {
        const other = await aPerson({ id: member.ctx.tenantId, slug: member.ctx.tenantSlug }, 'admin');
        return comeBack({ ...other, browserToken: member.browserToken }, url);
      },
    ],
    [
      'tenant membership',
      'consent_other_person',
      async (member, _id, url) => {
        const { tenantId } = member.ctx;
        const second = await aPerson({ id: tenantId, slug: member.ctx.tenantSlug }, 'admin');
        await changeRole(second.ctx, { userId: member.signedIn.userId, role: 'viewer' });
        return comeBack(member, url);
      },
    ],
    [
      'configuration',
      'consent_settings_changed',
      async (member, id, url) => {
        await changeConnection(member.ctx, id, { senderName: 'Another name' });
        return comeBack(member, url);
      },
    ],
    [
      'target connection',
      'consent_unknown',
      async (member, id, url) => {
        await discardConnection(member.ctx, id);
        return comeBack(member, url);
      },
    ],
    [
      'redirect URI',
      'consent_settings_changed',
      (member, _id, url) => {
        const elsewhere = new URL(url);
        elsewhere.pathname = '/oauth/callback/google';
        return comeBack(member, elsewhere);
      },
    ],
  ];

  it.each(swaps)('is refused: %s', async (_name, reason, swap) => {
    const member = await anAdmin();
    const { id, authorizeUrl } = await begin(member);

    const end = await swap(member, id, server.consent(authorizeUrl, mailbox));

    expect(end).toMatchObject({ kind: 'not_ours', reason });
    expect(server.tokenRequests).toHaveLength(0);
  });

  it('is refused: unknown, and superseded by a later trip from a second tab', async () => {
    const member = await anAdmin();
    const { id, authorizeUrl } = await begin(member);
    const first = server.consent(authorizeUrl, mailbox);
    await connect(member.ctx, id, member.browserToken);
    const forged = new URL(first);
    forged.searchParams.set('state', 'A'.repeat(43));

    expect(await comeBack(member, forged)).toMatchObject({ reason: 'consent_unknown' });
    expect(await comeBack(member, first)).toMatchObject({ reason: 'consent_replayed' });
    expect(server.tokenRequests).toHaveLength(0);
  });

  it('is refused after ten minutes', async () => {
    const member = await anAdmin();
    const { authorizeUrl } = await begin(member);
    const url = server.consent(authorizeUrl, mailbox);
    await inTenant(member.ctx.tenantId, (tx) => tx.consentAttempt.updateMany({ data: { expiresAt: new Date() } }));

    expect(await comeBack(member, url)).toMatchObject({ reason: 'consent_expired' });
    expect(server.tokenRequests).toHaveLength(0);
  });
});

describe('an answer that must not become the connection’s grant', () => {
  const refusals: [string, string, Partial<Consent>][] = [
    ['the send permission was left out', 'scope_missing', { scopes: ['openid', 'profile', 'offline_access'] }],
    ['another mailbox consented', 'wrong_mailbox', { oid: randomUUID(), address: 'alex@contoso.com' }],
    ['no refresh token came', 'no_refresh_token', { withoutRefreshToken: true }],
  ];

  it.each(refusals)('leaves a first connection without a token: %s', async (_name, code, change) => {
    const member = await anAdmin();
    const { id, authorizeUrl } = await begin(member);

    const end = await comeBack(member, server.consent(authorizeUrl, { ...mailbox, ...change }));

    expect(end).toMatchObject({ kind: 'refused', connectionId: id });
    const view = await getConnection(member.ctx, id);
    expect(view.lastConsentProblem?.code).toBe(code);
    const [event] = await listEvents(member.ctx, id);
    expect(event).toMatchObject({ kind: 'refused', reply: null, problem: { code }, isTrial: false });
    expect(await stored(member, id)).toBeNull();
    await expect(activateConnection(member.ctx, id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('leaves the tokens of a connection untouched when another identity reconnects', async () => {
    const member = await anAdmin();
    const { id, authorizeUrl } = await begin(member);
    await comeBack(member, server.consent(authorizeUrl, mailbox));
    const before = await stored(member, id);

    for (let round = 0; round < 20; round += 1) {
      // The same address behind another object id: a renamed or recreated mailbox is not the one that consented.
      const address = round % 2 ? mailbox.address : 'attacker@contoso.com';
      const { authorizeUrl: again } = await connect(member.ctx, id, member.browserToken);
      const end = await comeBack(member, server.consent(again ?? '', { ...mailbox, oid: randomUUID(), address }));
      expect(end.kind).toBe('refused');
    }

    expect(await stored(member, id)).toEqual(before);
    expect((await getConnection(member.ctx, id)).lastConsentProblem?.code).toBe('another_account');
    // Control: the same identity does write.
    const { authorizeUrl: last } = await connect(member.ctx, id, member.browserToken);
    await comeBack(member, server.consent(last ?? '', mailbox));
    expect((await stored(member, id))?.generation).toBe(2);
  });

  it('links nobody from another directory who carries the mailbox’s address', async () => {
    const member = await anAdmin();
    const { id, authorizeUrl } = await begin(member);

    const end = await comeBack(member, server.consent(authorizeUrl, { ...mailbox, tid: randomUUID() }));

    expect(end.kind).toBe('refused');
    expect(await stored(member, id)).toBeNull();
    // Stopped by the issuer of the ID token, before the address was looked at.
    const { lastConsentProblem } = await getConnection(member.ctx, id);
    expect(lastConsentProblem?.reply).toMatchObject({
      code: 'id_token_invalid',
      text: expect.stringContaining('"iss" (issuer)'),
    });
  });

  it('knows who consented by directory and object id, whatever the address', async () => {
    const member = await anAdmin();
    const subjects: unknown[] = [];
    for (const oid of [mailbox.oid, randomUUID()]) {
      const { id, authorizeUrl } = await begin(member);
      const end = await comeBack(member, server.consent(authorizeUrl, { ...mailbox, oid }));
      expect(end.kind).toBe('granted');
      const grant = await stored(member, id);
      expect(grant).toMatchObject({ subject: `${mailbox.tid}.${oid}`, accountAddress: mailbox.address });
      subjects.push(grant?.subject);
    }
    // One issuer, one address, two people.
    expect(new Set(subjects).size).toBe(2);
  });

  it('takes no code from another session: nonce and verifier do not match', async () => {
    let member = await anAdmin();
    for (let round = 0; round < 50; round += 1) {
      // A tenant has fifty candidates at most.
      if (round % 20 === 19) member = await anAdmin();
      const mine = await begin(member);
      const attacker = await begin(member);
      const injected = server.consent(mine.authorizeUrl, mailbox);
      const code = server.consent(attacker.authorizeUrl, mailbox).searchParams.get('code') ?? '';
      injected.searchParams.set('code', code);
      expect(await comeBack(member, injected)).toMatchObject({ kind: 'refused' });
      expect(await stored(member, mine.id)).toBeNull();
    }
    const { id, authorizeUrl } = await begin(member);
    await comeBack(member, server.consent(authorizeUrl, { ...mailbox, nonce: 'another' }));
    expect(await stored(member, id)).toBeNull();
  });

  it('believes no discovery document that names another issuer', async () => {
    const member = await anAdmin();
    const { id, authorizeUrl } = await begin(member);
    server.settings.discoveryIssuer = 'https://evil.example/v2.0';

    expect(await comeBack(member, server.consent(authorizeUrl, mailbox))).toMatchObject({ kind: 'refused' });
    expect(await stored(member, id)).toBeNull();
  });

  it('says so when the person pressed Cancel, and keeps what was there', async () => {
    const member = await anAdmin();
    const { id, authorizeUrl } = await begin(member);
    const url = new URL(server.consent(authorizeUrl, mailbox));
    url.searchParams.delete('code');
    url.searchParams.set('error', 'access_denied');
    url.searchParams.set('error_description', 'AADSTS65004: User declined to consent to access the app.');

    expect(await comeBack(member, url)).toMatchObject({ kind: 'refused' });
    expect((await getConnection(member.ctx, id)).lastConsentProblem?.title).toMatch(/\w/);
    expect(await listEvents(member.ctx, id)).toMatchObject([
      { kind: 'refused', reply: { code: 'access_denied' }, problem: { code: 'consent_cancelled' } },
    ]);
    expect(server.tokenRequests).toHaveLength(0);
  });
});

it('lets nobody without the role begin a consent', async () => {
  const member = await anAdmin();
  const { id } = await begin(member);
  const analyst = await aPerson({ id: member.ctx.tenantId, slug: member.ctx.tenantSlug }, 'analyst');
  await expect(connect(analyst.ctx, id, analyst.browserToken)).rejects.toMatchObject({ code: 'forbidden' });
  const stranger = await anAdmin();
  await addMember({ tenantId: stranger.ctx.tenantId, userId: member.signedIn.userId, role: 'viewer' });
  await expect(connect(stranger.ctx, id, stranger.browserToken)).rejects.toMatchObject({ code: 'not_found' });
});

describe('what the connection tells of a trip', () => {
  it('says since when a person is at the consent screen, until they come back, give up or are too late', async () => {
    const member = await anAdmin();
    const pending = async (id: string) => (await getConnection(member.ctx, id)).consentPendingSince;
    const startedAt = Date.now();
    const { id, authorizeUrl } = await begin(member);
    expect(Date.parse((await pending(id)) ?? '')).toBeGreaterThanOrEqual(startedAt - 1_000);
    await comeBack(member, server.consent(authorizeUrl, mailbox));
    expect(await pending(id)).toBeNull();

    const late = await begin(member);
    await inTenant(member.ctx.tenantId, (tx) => tx.consentAttempt.updateMany({ data: { expiresAt: new Date() } }));
    expect(await pending(late.id)).toBeNull();

    const changed = await begin(member);
    await changeConnection(member.ctx, changed.id, { senderName: 'Another name' });
    expect(await pending(changed.id)).toBeNull();
  });

  it('forgets how the last one ended when the settings change', async () => {
    const member = await anAdmin();
    const { id, authorizeUrl } = await begin(member);
    await comeBack(
      member,
      server.consent(authorizeUrl, { ...mailbox, oid: randomUUID(), address: 'alex@contoso.com' }),
    );
    expect((await getConnection(member.ctx, id)).lastConsentProblem).toMatchObject({
      code: 'wrong_mailbox',
      fields: ['senderAddress'],
    });
    const view = await changeConnection(member.ctx, id, { senderAddress: 'alex@contoso.com' });
    expect(view.lastConsentProblem).toBeNull();
  });

  it('holds one open of many begun at once', async () => {
    const member = await anAdmin();
    const { id } = await begin(member);
    await Promise.all(Array.from({ length: 8 }, () => connect(member.ctx, id, member.browserToken)));
    const open = await inTenant(member.ctx.tenantId, (tx) => tx.consentAttempt.count({ where: { usedAt: null } }));
    expect(open).toBe(1);
  });
});
