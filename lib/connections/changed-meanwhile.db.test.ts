import { describe, expect, it } from 'vitest';
import { changeRole, closeSession } from '#lib/accounts/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { aPerson, inAnotherBrowser } from '#lib/testing/a-tenant.ts';
import { type Connected, expireToken, grantOf, inputFor, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import {
  activateConnection,
  changeConnection,
  connect,
  createConnection,
  discardConnection,
  disconnect,
  finishConsent,
  getConnection,
  refreshNow,
  replaceSecret,
  sendTestEmail,
} from './index.ts';

const database = useDatabase();
const strict = useStrictServer();
const { connected } = strict;

/** Runs `meanwhile` while the token request of this kind is at the server. */
function during(grantType: string, meanwhile: () => Promise<unknown>): void {
  strict.server.intervene(async (request) => {
    if (request.grantType !== grantType) return 'answer';
    strict.server.intervene(undefined);
    await meanwhile();
    return 'answer';
  });
}

/** The same person consents once more. */
async function consentAgain({ member, id }: Connected) {
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const url = strict.server.consent(authorizeUrl ?? '', mailbox);
  return finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });
}

const grantCount = (tenantId: string) => inTenant(tenantId, (tx) => tx.grant.count());

describe('a consent whose code is being exchanged', () => {
  it.each([
    ['disconnected', ({ member, id }: Connected) => disconnect(member.ctx, id)],
    ['discarded', ({ member, id }: Connected) => discardConnection(member.ctx, id)],
  ])('brings no token back to a connection that was %s meanwhile', async (_name, act) => {
    const one = await connected();
    during('authorization_code', () => act(one));

    expect(await consentAgain(one)).toMatchObject({ kind: 'refused' });

    expect(await grantCount(one.tenantId)).toBe(0);
  });

  it('does not become the grant of another sender', async () => {
    const one = await connected();
    const change = { senderAddress: 'boss@contoso.com' };
    during('authorization_code', () => changeConnection(one.member.ctx, one.id, change));

    expect(await consentAgain(one)).toMatchObject({ kind: 'refused' });

    expect(await grantCount(one.tenantId)).toBe(0);
    await expect(activateConnection(one.member.ctx, one.id)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a consent whose person', () => {
  it.each<[string, (one: Connected) => Promise<unknown>]>([
    [
      'lost the role',
      async ({ member }) => {
        const { tenantId, tenantSlug } = member.ctx;
        const other = await aPerson({ id: tenantId, slug: tenantSlug }, 'admin');
        return changeRole(other.ctx, { userId: member.userId, role: 'analyst' });
      },
    ],
    ['signed out', ({ member }) => closeSession(member.token, null)],
  ])('%s during the exchange is not stored, and the connection says why', async (_name, act) => {
    const one = await connected();
    const before = await grantOf(one.tenantId);
    during('authorization_code', () => act(one));

    expect(await consentAgain(one)).toMatchObject({ kind: 'refused', connectionId: one.id });

    expect(await grantOf(one.tenantId)).toEqual(before);
    const { lastConsentProblem } = await getConnection(one.member.ctx, one.id);
    expect(lastConsentProblem?.code).toBe('consent_other_person');
  });

  it('signed out elsewhere, or did not, is stored', async () => {
    const one = await connected();
    const elsewhere = await inAnotherBrowser(one.member, one.member.ctx.tenantSlug);
    during('authorization_code', () => closeSession(elsewhere.token, null));
    expect(await consentAgain(one)).toMatchObject({ kind: 'granted' });
  });
});

describe('a secret that is being tried', () => {
  it('is not kept by a connection that was disconnected meanwhile', async () => {
    const { member, id, tenantId } = await connected();
    await activateConnection(member.ctx, id);
    during('refresh_token', () => disconnect(member.ctx, id));

    const replacing = replaceSecret(member.ctx, id, { clientSecret: 'another-secret', clientSecretExpiresAt: null });

    await expect(replacing).rejects.toMatchObject({ code: expect.stringMatching(/conflict|invalid_input/) });
    const left = await inTenant(tenantId, (tx) => tx.connection.findFirst({ select: { clientSecret: true } }));
    expect(left).toEqual({ clientSecret: null });
  });
});

describe('changing a candidate', () => {
  it('keeps the consent when nothing that tokens depend on is changed, in whatever order it is sent', async () => {
    const { member, id, tenantId } = await connected();
    const { overrides } = await getConnection(member.ctx, id);
    const reversed = Object.fromEntries(Object.entries(overrides).reverse());
    await changeConnection(member.ctx, id, {
      senderName: 'Renamed',
      overrides: { ...reversed, saveToSentItems: false },
    });
    expect(await grantCount(tenantId)).toBe(1);
    // Control: another token endpoint is another authority.
    await changeConnection(member.ctx, id, {
      clientSecret: 'a-secret-value',
      overrides: { ...overrides, tokenEndpoint: 'https://elsewhere.example/token' },
    });
    expect(await grantCount(tenantId)).toBe(0);
  });

  it('takes back what a test with the old settings had shown', async () => {
    const { member, id, tenantId } = await connected();
    const lastTest = { kind: 'accepted', to: 'x@contoso.com', at: new Date().toISOString(), problem: null };
    await inTenant(tenantId, (tx) => tx.connection.updateMany({ data: { lastTest, health: 'working' } }));
    const view = await changeConnection(member.ctx, id, { senderName: 'Renamed' });
    expect(view).toMatchObject({ health: 'untested', lastTest: null });
  });
});

describe('activating', () => {
  it('does not destroy a working connection for one that gets no token any more', async () => {
    const inUse = await connected();
    await activateConnection(inUse.member.ctx, inUse.id);
    const { id: candidate } = await createConnection(inUse.member.ctx, inputFor(strict.server));
    await consentAgain({ ...inUse, id: candidate });
    await expireToken(inUse.tenantId);
    strict.server.intervene(async (_request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'invalid_grant', error_codes: [700082], error_description: 'inactive' }));
      return 'handled';
    });

    await expect(activateConnection(inUse.member.ctx, candidate)).rejects.toMatchObject({ code: 'conflict' });

    expect(await getConnection(inUse.member.ctx, inUse.id)).toMatchObject({ stage: 'active', hasClientSecret: true });
    expect(await grantCount(inUse.tenantId)).toBe(2);
  });
});

describe('waiting for a lock', () => {
  /** Holds a connection's row while `act` runs into it, then changes the row and lets go. */
  async function overtaken<T>({ tenantId }: Connected, id: string, act: () => Promise<T>, sql: string): Promise<T> {
    const superuser = await database.superuserSession();
    const look = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const waiting = async () => (await superuser.query(look)).rowCount ?? 0;
    let acting: Promise<T> | undefined;
    await inTenant(tenantId, async (tx) => {
      await tx.$queryRaw`select 1 from connections where id = ${id}::uuid for update`;
      acting = act();
      await expect.poll(waiting).toBeGreaterThan(0);
      await tx.$executeRawUnsafe(`update connections set ${sql} where id = '${id}'`);
    });
    return acting as Promise<T>;
  }

  it('retires no predecessor that was disconnected meanwhile', async () => {
    const inUse = await connected();
    await activateConnection(inUse.member.ctx, inUse.id);
    const { id } = await createConnection(inUse.member.ctx, inputFor(strict.server));
    await consentAgain({ ...inUse, id });

    const activate = () => activateConnection(inUse.member.ctx, id);
    expect(await overtaken(inUse, inUse.id, activate, `stage = 'candidate'`)).toMatchObject({ stage: 'active' });

    expect(await getConnection(inUse.member.ctx, inUse.id)).toMatchObject({
      stage: 'candidate',
      hasClientSecret: true,
    });
  });

  it.each(['authorization_code', 'client_credentials'] as const)(
    'gives a connection that was retired meanwhile nothing to begin with: %s',
    async (grantKind) => {
      const one = await connected();
      const { id } = await createConnection(one.member.ctx, inputFor(strict.server, { grantKind }));
      const begin = () => connect(one.member.ctx, id, one.member.browserToken).catch((error: unknown) => error);
      expect(await overtaken(one, id, begin, `stage = 'retired'`)).toMatchObject({ code: 'conflict' });
      const where = { connectionId: id };
      const made = await inTenant(one.tenantId, async (tx) => [
        await tx.grant.count({ where }),
        await tx.consentAttempt.count({ where }),
      ]);
      expect(made).toEqual([0, 0]);
    },
  );
});

it('keeps the warning of a grant that died while its last access token still sends', async () => {
  const { member, id, tenantId } = await connected();
  await activateConnection(member.ctx, id);
  strict.server.intervene(async (_request, response) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'invalid_grant', error_codes: [50173], error_description: 'revoked' }));
    return 'handled';
  });
  await refreshNow(member.ctx, id);
  expect((await grantOf(tenantId)).stoppedAt).not.toBeNull();

  await sendTestEmail(member.ctx, id, 'somebody@contoso.com');

  expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'needs_consent', lastTest: { kind: 'refused' } });
});

it('refuses scopes that name nobody, also when they are the only thing changed', async () => {
  const { member, id } = await connected();
  const { overrides } = await getConnection(member.ctx, id);
  const scopes = ['https://graph.microsoft.com/Mail.Send'];
  const change = changeConnection(member.ctx, id, { overrides: { ...overrides, scopes } });
  await expect(change).rejects.toMatchObject({ code: 'invalid_input', fields: [{ path: 'overrides.scopes' }] });
});

it('keeps no secret that could not be tried: never connected, or disconnected', async () => {
  const { member, id, tenantId } = await connected();
  const replacing = () => replaceSecret(member.ctx, id, { clientSecret: 'never-tried', clientSecretExpiresAt: null });
  await disconnect(member.ctx, id);
  await expect(replacing()).rejects.toMatchObject({ code: 'conflict' });
  const left = await inTenant(tenantId, (tx) => tx.connection.findFirst({ select: { clientSecret: true } }));
  expect(left).toEqual({ clientSecret: null });
});

it('does not take an empty change for a reason to forget a refusal', async () => {
  const { member, id } = await connected();
  await inTenant(member.ctx.tenantId, (tx) => tx.connection.updateMany({ data: { health: 'invalid' } }));
  expect(await changeConnection(member.ctx, id, {})).toMatchObject({ health: 'invalid' });
});
