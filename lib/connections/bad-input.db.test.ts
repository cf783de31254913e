import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { AppError } from '#lib/errors/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { badInput, goodInput, withBad } from '#lib/testing/bad-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { changeConnection, createConnection, discardConnection, readDiscovery, tryConnection } from './index.ts';
import { connectionChangeSchemaOf, connectionInputSchema, tryInputSchema } from './schema.ts';

const database = useDatabase();

const newOf = (input: unknown) => connectionInputSchema.parse(input);

/** The field that a request was refused for, by its shape or by what its settings mean; null where it was taken. */
async function fieldRefused(ask: () => Promise<unknown>): Promise<string | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    const issues = (error as z.ZodError).issues?.map(({ path }) => path.join('.'));
    const fields = issues ?? (error instanceof AppError ? error.fields.map(({ path }) => path) : [`${error}`]);
    return fields.join();
  }
}

/** Everything that a request could have changed, and when it last did. */
function stored() {
  return database.asSuperuser(`select (select jsonb_agg(c order by c.id) from connections c) as connections,
    (select count(*)::int from audit_events) as audited, (select count(*)::int from tries) as tries,
    (select count(*)::int from grants) as grants, (select count(*)::int from grant_events) as events,
    (select max(updated_at) from connections) as "updatedAt"`);
}

const refusedOf = badInput().map((bad) => [bad.what, bad.field]);

async function aConnection(member: Person, of: keyof typeof goodInput) {
  return (await createConnection(member.ctx, newOf(goodInput[of]))).id;
}

it('stores nothing and changes nothing of settings that are refused, whether made, changed or tried', async () => {
  const member = await anAdmin();
  const ids = { smtp: await aConnection(member, 'smtp'), custom: await aConnection(member, 'custom') };
  const before = await stored();
  const doors = {
    create: (input: Record<string, unknown>) => createConnection(member.ctx, newOf(input)),
    change: ({ provider: _provider, ...change }: Record<string, unknown>, of: keyof typeof goodInput) => {
      const { grantKind, transport } = goodInput[of];
      const given = connectionChangeSchemaOf({ provider: of, grantKind, transport }).parse(change);
      return changeConnection(member.ctx, ids[of], given);
    },
    try: (input: Record<string, unknown>) => tryConnection(member.ctx, tryInputSchema.parse(input)),
  };
  for (const [name, door] of Object.entries(doors)) {
    const refused = [];
    for (const bad of badInput()) {
      refused.push([bad.what, await fieldRefused(async () => door(withBad(bad), bad.of))]);
    }
    expect(refused, name).toEqual(refusedOf);
  }
  expect(await stored()).toEqual(before);
  // Control: what is good is taken, and seen.
  const { provider: _provider, ...change } = { ...goodInput.smtp, senderName: 'Renamed' };
  expect(await fieldRefused(() => doors.change(change, 'smtp'))).toBeNull();
  expect(await stored()).not.toEqual(before);
});

it('says the same of an id that a stranger’s connection has as of one of its own, and changes neither', async () => {
  const [member, stranger] = [await anAdmin(), await anAdmin()];
  const [own, theirs] = [randomUUID(), randomUUID()];
  await createConnection(member.ctx, newOf({ ...goodInput.custom, id: own }));
  await createConnection(stranger.ctx, newOf({ ...goodInput.custom, id: theirs }));
  const before = await stored();
  const said = async (ask: Promise<unknown>) => {
    const error = await ask.catch((reason: unknown) => reason);
    return error instanceof AppError ? { code: error.code, message: error.message, fields: error.fields } : error;
  };
  const made = (id: string) => said(createConnection(member.ctx, newOf({ ...goodInput.custom, id })));
  const tried = (id: string) =>
    said(tryConnection(member.ctx, { connection: newOf({ ...goodInput.custom, id }), to: undefined }));
  expect(await made(own)).toMatchObject({ code: 'conflict' });
  expect(await made(theirs)).toEqual(await made(own));
  expect(await tried(theirs)).toEqual(await made(own));
  const change = { senderName: 'Mine now' };
  const changed = (id: string) => said(changeConnection(member.ctx, id, change));
  expect(await changed(theirs)).toMatchObject({ code: 'not_found' });
  expect(await changed(theirs)).toEqual(await changed(randomUUID()));
  expect(await said(discardConnection(member.ctx, theirs))).toEqual(await changed(randomUUID()));
  expect(await stored()).toEqual(before);
});

it.each([
  'http://login.contoso.com',
  'https://127.0.0.1',
  'https://0x7f.1',
  'https://169.254.169.254/latest',
  'https://eve@x.example',
])('reads no discovery document at %s, and counts that as no try', async (url) => {
  const { ctx } = await anAdmin();
  const before = await stored();
  await expect(readDiscovery(ctx, { url })).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ path: 'url', message: expect.stringMatching(/./) }],
  });
  expect(await stored()).toEqual(before);
});
