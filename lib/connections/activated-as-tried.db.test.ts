import { describe, expect, it } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { type Connected, grantOf, inputFor, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import {
  activateConnection,
  changeConnection,
  connect,
  createConnection,
  finishConsent,
  getConnection,
  refreshNow,
} from './index.ts';

useDatabase();
const strict = useStrictServer();
const goodSecret = 'a-secret-value';

/** A connection in use, and a candidate beside it that a person has just consented to. */
async function aPair(): Promise<Connected & { inUse: string }> {
  const one = await strict.connected();
  const { member, id: inUse } = one;
  await activateConnection(member.ctx, inUse);
  const { id } = await createConnection(member.ctx, inputFor(strict.server));
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const url = strict.server.consent(authorizeUrl ?? '', mailbox);
  await finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });
  return { ...one, id, inUse };
}

/** The server lets in nobody without the good secret, from now on. */
function refuseOtherSecrets(): void {
  strict.server.intervene(async (request, response) => {
    if (request.clientSecret === goodSecret) return 'answer';
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'invalid_client', error_codes: [7000215], error_description: 'invalid' }));
    return 'handled';
  });
}

const tokenCount = ({ tenantId, id }: Connected) =>
  inTenant(tenantId, (tx) => tx.accessToken.count({ where: { grant: { connectionId: id } } }));

/** The connection in use has lost nothing, and the candidate is none. */
async function expectUntouched({ member, id, inUse }: Awaited<ReturnType<typeof aPair>>) {
  expect(await getConnection(member.ctx, inUse)).toMatchObject({ stage: 'active', hasClientSecret: true });
  expect(await getConnection(member.ctx, id)).toMatchObject({ stage: 'candidate' });
}

describe('a token that was got with another secret', () => {
  it('activates nothing: the new one is tried first', async () => {
    const pair = await aPair();
    refuseOtherSecrets();
    await changeConnection(pair.member.ctx, pair.id, { clientSecret: 'wrong' });

    await expect(activateConnection(pair.member.ctx, pair.id)).rejects.toMatchObject({ code: 'conflict' });

    await expectUntouched(pair);
    // Control: with the right one again, and no consent in between.
    await changeConnection(pair.member.ctx, pair.id, { clientSecret: goodSecret });
    expect(await activateConnection(pair.member.ctx, pair.id)).toMatchObject({ stage: 'active' });
  });

  it('activates nothing either where it was under way when the secret changed', async () => {
    const pair = await aPair();
    const { member, id } = pair;
    strict.server.intervene(async () => {
      refuseOtherSecrets();
      await changeConnection(member.ctx, id, { clientSecret: 'wrong' });
      return 'answer';
    });
    await refreshNow(member.ctx, id);

    await expect(activateConnection(member.ctx, id)).rejects.toMatchObject({ code: 'conflict' });

    await expectUntouched(pair);
  });

  it('activates nothing where the secret changes while it is being tried', async () => {
    const pair = await aPair();
    const { member, id } = pair;
    await changeConnection(member.ctx, id, { senderName: 'Renamed' });
    strict.server.intervene(async () => {
      refuseOtherSecrets();
      await changeConnection(member.ctx, id, { clientSecret: 'wrong' });
      return 'answer';
    });

    await expect(activateConnection(member.ctx, id)).rejects.toMatchObject({ code: 'conflict' });

    await expectUntouched(pair);
  });
});

it('keeps the consent and no access token where the secret changes', async () => {
  const one = await strict.connected();
  const before = await grantOf(one.tenantId);

  await changeConnection(one.member.ctx, one.id, { senderName: 'Renamed' });
  expect(await tokenCount(one)).toBe(1);
  await changeConnection(one.member.ctx, one.id, { clientSecret: 'another' });

  expect(await tokenCount(one)).toBe(0);
  expect(await grantOf(one.tenantId)).toEqual(before);
});
