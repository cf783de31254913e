import '#lib/testing/plant-key-file.ts';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inTenant } from '#lib/db/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { keyFileText } from '#lib/testing/key-file.ts';
import { openClientSecret } from '#lib/tokens/index.ts';
import { changeConnection, createConnection, getConnection, listEvents, replaceSecret } from './index.ts';
import { type ConnectionChange, connectionChangeSchemaOf, connectionInputSchema } from './schema.ts';

useDatabase();

const directoryId = randomUUID();
const mine = { email: 'robot@reports-1042.example', robot_id: '1042' };
const other = { email: 'robot@elsewhere.example', robot_id: '77', project: 'elsewhere' };
const kind = { provider: 'microsoft', grantKind: 'client_credentials', transport: 'graph' } as const;
const naming = 'This key belongs to robot@elsewhere.example of project elsewhere, not to robot@reports-1042.example.';

/** A candidate whose application shows a key file, stored as REST stores it. */
async function aConnection(given: object = { ...kind, clientId: undefined, clientSecret: keyFileText(mine) }) {
  const { ctx } = await anAdmin();
  const { id } = await createConnection(
    ctx,
    connectionInputSchema.parse({ ...connectionInput({ settings: { directoryId } }), ...given }),
  );
  const change = (body: object) =>
    changeConnection(ctx, id, connectionChangeSchemaOf(kind).parse(body) as ConnectionChange);
  return { ctx, id, change };
}

it('is stored whole, with what it fills beside it', async () => {
  const { ctx, id } = await aConnection();
  expect(await getConnection(ctx, id)).toMatchObject({
    clientId: mine.email,
    settings: { directoryId, robotId: '1042' },
  });
  const secret = await inTenant(ctx.tenantId, async (tx) =>
    openClientSecret(tx, await tx.connection.findUniqueOrThrow({ where: { id } })),
  );
  expect(JSON.parse(secret?.reveal() ?? '')).toMatchObject({ type: 'robot', private_key_id: 'f00dfeed' });
});

describe('the key of another project', () => {
  const clientSecret = keyFileText(other);

  it('does not replace a connection’s own, and is not shown to the provider', async () => {
    const { ctx, id } = await aConnection();
    const replacing = replaceSecret(ctx, id, { clientSecret, clientSecretExpiresAt: null });
    const message = expect.stringContaining(naming);
    await expect(replacing).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'clientSecret', message }],
    });
    expect(await listEvents(ctx, id)).toEqual([]);
  });

  it('does not slip into a candidate that is for another', async () => {
    const { change } = await aConnection();
    const message = expect.stringContaining(naming);
    await expect(change({ clientSecret })).rejects.toMatchObject({ fields: [{ path: 'clientSecret', message }] });
    // Half of the way is none: the e-mail fits, the number that stays does not.
    const half = change({ clientSecret, clientId: other.email });
    await expect(half).rejects.toMatchObject({ fields: [{ path: 'clientSecret' }] });
  });

  it('comes with all it names, where the candidate is to be for that one', async () => {
    const { change } = await aConnection();
    const settings = { directoryId };
    expect(await change({ clientSecret, clientId: other.email, settings })).toMatchObject({
      clientId: other.email,
      settings: { directoryId, robotId: '77' },
    });
  });
});

it('takes a new key of the same account', async () => {
  const { change } = await aConnection();
  const clientSecret = keyFileText({ ...mine, private_key_id: 'beef' });
  expect(await change({ clientSecret })).toMatchObject({ clientId: mine.email, settings: { robotId: '1042' } });
});

it('fills in anew where the way to sign in changes with it', async () => {
  const { change } = await aConnection({});
  const clientSecret = keyFileText(mine);
  expect(await change({ grantKind: 'client_credentials', clientSecret })).toMatchObject({
    grantKind: 'client_credentials',
    clientId: mine.email,
    settings: { directoryId, robotId: '1042' },
  });
});
