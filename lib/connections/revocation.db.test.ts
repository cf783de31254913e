import { describe, expect, it, onTestFinished } from 'vitest';
import { listAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';
import { egressFetch } from '#lib/egress/index.ts';
import { revokeToken } from '#lib/oauth/index.ts';
import { provider } from '#lib/providers/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { anAccount, aProject, type Granted, useRevokingServer } from '#lib/testing/revoking.ts';
import {
  activateConnection,
  changeConnection,
  connect,
  createConnection,
  discardConnection,
  disconnect,
  foreseeRevocation,
  getConnection,
  listEvents,
  refreshNow,
} from './index.ts';

useDatabase();
const strict = useRevokingServer();
const { granted } = strict;

const leave = ({ member, id }: Granted) => disconnect(member.ctx, id);
const foresee = ({ member, id }: Granted) => foreseeRevocation(member.ctx, id);
const kinds = async ({ member, id }: Granted) => (await listEvents(member.ctx, id)).map(({ kind }) => kind);
const isAlive = async ({ member, id }: Granted) => (await refreshNow(member.ctx, id)).problem === null;
const rowsOf = ({ member }: Granted) => inTenant(member.ctx.tenantId, (tx) => tx.revocation.findMany());
const audit = async ({ member, id }: Granted) =>
  (await listAudit(member.ctx, { limit: 200 })).events
    .filter(({ target }) => target?.id === id)
    .map(({ action, details }) => [action, details]);

/** Two connections of one account and one project, with different clients; in one tenant or in two. */
async function siblings(where: 'one tenant' | 'two tenants') {
  const [account, { first, second }, member] = [anAccount(), aProject(), await anAdmin()];
  const one = await granted({ member, account, clientId: first });
  const other = await granted({ ...(where === 'one tenant' ? { member } : {}), account, clientId: second });
  return [one, other] as const;
}

describe('disconnecting', () => {
  it('revokes at the provider: 20 of 20', async () => {
    for (let round = 0; round < 20; round += 1) {
      const one = await granted();
      const before = strict.server.liveTokens();

      expect(await leave(one)).toMatchObject({ grant: null, lastRevocation: { kind: 'revoked', reply: null } });

      expect(strict.server.liveTokens()).toBe(before - 1);
      expect(await kinds(one)).toEqual(['revoked', 'disconnected', 'consented']);
      expect((await audit(one)).slice(0, 2)).toEqual([
        ['connection.access_revoked', {}],
        ['connection.disconnected', { access: 'asked' }],
      ]);
    }
    expect(strict.server.revocations).toHaveLength(20);
  });

  it('shows its secret to the provider, and keeps neither secret nor token once it was asked', async () => {
    const one = await granted({ change: { clientSecret: 'the-secret-of-this-one' } });
    await leave(one);
    expect(strict.server.revocations).toMatchObject([{ clientSecret: 'the-secret-of-this-one' }]);
    expect(await rowsOf(one)).toMatchObject([{ secrets: null, endedAt: expect.any(Date) }]);
  });

  it('of a token that was dead already is as good as revoked, with the provider’s words', async () => {
    const one = await granted();
    strict.server.interveneInRevoking(async (_asked, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'invalid_token', error_description: 'Token expired or revoked' }));
      return 'handled';
    });
    const reply = { protocol: 'oauth', status: 400, code: 'invalid_token', text: 'Token expired or revoked' };
    expect(await leave(one)).toMatchObject({ lastRevocation: { kind: 'revoked', reply } });
    expect((await listEvents(one.member.ctx, one.id))[0]).toMatchObject({ kind: 'revoked', reply, problem: null });
  });

  it('forgets what became of it with the next consent', async () => {
    const account = anAccount();
    const one = await granted({ account });
    await leave(one);
    await changeConnection(one.member.ctx, one.id, { clientSecret: 'typed-again' });
    expect(await strict.consentTo(one, account)).toMatchObject({ kind: 'granted' });
    expect(await getConnection(one.member.ctx, one.id)).toMatchObject({ lastRevocation: null });
  });
});

describe('a sibling', () => {
  it('lives on too where it got its token by another address of the provider’s', async () => {
    const [account, { first, second }] = [anAccount(), aProject()];
    const one = await granted({ account, clientId: first });
    const overrides = { tokenEndpoint: `${strict.server.origin}/token?elsewhere` };
    const other = await granted({ account, clientId: second, change: { overrides } });
    expect(await leave(one)).toMatchObject({ lastRevocation: { kind: 'kept' } });
    expect(await isAlive(other)).toBe(true);
  });

  it('would die with it: the server takes a whole project along', async () => {
    const [one, other] = await siblings('two tenants');
    const refreshToken = await tokenOf(one);
    const endpoint = `${strict.server.origin}/revoke`;
    const client = { clientId: 'x', authentication: { method: 'none' as const } };
    await revokeToken({ endpoint, client, refreshToken, fetch: egressFetch });
    expect(await isAlive(other)).toBe(false);
  });

  it.each(['one tenant', 'two tenants'] as const)(
    'lives on: 0 of 10 killed in %s, and the last revokes',
    async (where) => {
      for (let round = 0; round < 10; round += 1) {
        strict.server.revocations.length = 0;
        const [one, other] = await siblings(where);
        expect(await foresee(one)).toEqual({ access: 'kept' });

        expect(await leave(one)).toMatchObject({ grant: null, lastRevocation: { kind: 'kept', reply: null } });

        expect(await isAlive(other)).toBe(true);
        expect(await kinds(one)).toEqual(['revocation_kept', 'disconnected', 'consented']);
        expect((await audit(one))[0]).toEqual(['connection.disconnected', { access: 'kept' }]);
        expect(strict.server.revocations).toHaveLength(0);
        expect(await foresee(other)).toEqual({ access: 'revoked' });
        await leave(other);
        expect(strict.server.revocations).toHaveLength(1);
      }
    },
  );

  it.each(['one tenant', 'two tenants'] as const)(
    'that leaves at once: exactly one revokes, 10 rounds in %s',
    async (where) => {
      for (let round = 0; round < 10; round += 1) {
        strict.server.revocations.length = 0;
        const before = strict.server.liveTokens();
        const both = await siblings(where);

        const left = await Promise.all(both.map(leave));

        expect(left.map(({ lastRevocation }) => lastRevocation?.kind).toSorted()).toEqual(['kept', 'revoked']);
        expect(strict.server.revocations).toHaveLength(1);
        expect(strict.server.liveTokens()).toBe(before);
      }
    },
  );

  it('is none of another project, nor another account', async () => {
    const [account, { first, second }] = [anAccount(), aProject()];
    const one = await granted({ account, clientId: first });
    await granted({ account });
    await granted({ clientId: second });
    expect(await leave(one)).toMatchObject({ lastRevocation: { kind: 'revoked' } });
  });

  it.each<[string, string, number, string]>([
    ['dead by its provider’s word is not spared', 'AADSTS50173: revoked.', 50173, 'revoked'],
    ['that a policy holds back is', 'AADSTS53003: blocked by Conditional Access.', 53003, 'kept'],
  ])('%s', async (_name, text, number, kind) => {
    const [one, other] = await siblings('two tenants');
    strict.server.intervene(async (_asked, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'invalid_grant', error_description: text, error_codes: [number] }));
      return 'handled';
    });
    expect(await isAlive(other)).toBe(false);
    expect(await leave(one)).toMatchObject({ lastRevocation: { kind } });
  });

  it('past the day its provider named is not spared', async () => {
    const [one, other] = await siblings('two tenants');
    const refreshTokenExpiresAt = new Date();
    await inTenant(other.member.ctx.tenantId, (tx) => tx.grant.updateMany({ data: { refreshTokenExpiresAt } }));
    expect(await leave(one)).toMatchObject({ lastRevocation: { kind: 'revoked' } });
  });
});

describe('the other ways in which a token is forgotten', () => {
  it('discarding revokes', async () => {
    const one = await granted();
    await discardConnection(one.member.ctx, one.id);
    expect(strict.server.revocations).toHaveLength(1);
    expect(await kinds(one)).toEqual(['revoked', 'disconnected', 'consented']);
    expect((await audit(one))[1]).toEqual(['connection.discarded', { access: 'asked' }]);
  });

  it('so does another sender', async () => {
    const one = await granted();
    await changeConnection(one.member.ctx, one.id, { senderAddress: 'boss@contoso.com' });
    expect(strict.server.revocations).toHaveLength(1);
  });

  it('retiring for a successor of another account revokes; of the same one it does not', async () => {
    const account = anAccount();
    const clientId = aProject().first;
    const first = await granted({ account, clientId });
    const { member } = first;
    await activateConnection(member.ctx, first.id);
    const second = await granted({ member, account, clientId });
    await activateConnection(member.ctx, second.id);
    expect(strict.server.revocations).toHaveLength(0);
    expect(await isAlive(second)).toBe(true);
    expect((await audit(first))[0]).toEqual(['connection.retired', { replacedBy: second.id, access: 'kept' }]);

    const third = await granted({ member });
    await activateConnection(member.ctx, third.id);
    expect(strict.server.revocations).toHaveLength(1);
    expect(await getConnection(member.ctx, second.id)).toMatchObject({
      stage: 'retired',
      lastRevocation: { kind: 'revoked' },
    });
  });
});

describe('nothing is asked of the provider', () => {
  it('for an application’s own token', async () => {
    const member = await anAdmin();
    const { id } = await createConnection(member.ctx, strict.input({ grantKind: 'client_credentials' }));
    await connect(member.ctx, id, member.browserToken);
    expect(await foresee({ member, id })).toEqual({ access: 'stands' });
    expect(await leave({ member, id })).toMatchObject({ revocation: 'none', lastRevocation: null });
    expect(strict.server.revocations).toHaveLength(0);
  });

  it('for a token that another server gave', async () => {
    const overrides = { tokenEndpoint: `${strict.server.origin}/token?elsewhere` };
    const one = await granted({ change: { overrides } });
    expect(await foresee(one)).toEqual({ access: 'stands' });
    expect(await leave(one)).toMatchObject({ revocation: 'none', lastRevocation: null });
    expect(strict.server.revocations).toHaveLength(0);
  });

  it('where it offers no revocation', async () => {
    const one = await granted();
    const { revocation } = provider('microsoft');
    onTestFinished(() => void Object.assign(provider('microsoft'), { revocation }));
    Object.assign(provider('microsoft'), { revocation: { kind: 'none' } });
    expect(await leave(one)).toMatchObject({ grant: null, lastRevocation: null });
  });
});

it('foretells nothing of a stranger’s connection, and of none there is', async () => {
  const one = await granted();
  const stranger = await anAdmin();
  await expect(foresee({ member: stranger, id: one.id })).rejects.toMatchObject({ code: 'not_found' });
  await leave(one);
  expect(await foresee(one)).toEqual({ access: 'none' });
});

/** The refresh token itself, as only its tenant can open it. */
async function tokenOf({ member, id }: Granted) {
  const { tenantId } = member.ctx;
  return inTenant(tenantId, async (tx) => {
    const grant = await tx.grant.findFirstOrThrow({ where: { connectionId: id } });
    const place = { table: 'grants', row: grant.id, column: 'refresh_token', version: grant.generation };
    return (await openVault(tx, tenantId)).open(place, grant.refreshToken ?? '');
  });
}
