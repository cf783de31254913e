import { afterEach, expect, it, vi } from 'vitest';
import { activateConnection } from '#lib/connections/index.ts';
import { allStored, inTenant } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { grantOf, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { runDueWork } from './index.ts';

const database = useDatabase();
const strict = useStrictServer();

afterEach(() => {
  vi.restoreAllMocks();
});

it('waits so long, not longer, for what cannot be stored, and leaves the log and the intent to tell', async () => {
  const { member, id, tenantId } = await strict.connected();
  await activateConnection(member.ctx, id);
  await inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { nextRefreshAt: new Date(Date.now() - 1_000) } }));
  const superuser = await database.superuserSession();
  await superuser.query('begin');
  const ending = new AbortController();
  strict.server.intervene(async () => {
    await superuser.query('select from connections where id = $1 for update', [id]);
    ending.abort();
    return 'answer';
  });
  const said = vi.spyOn(log(), 'error');

  await runDueWork(ending.signal, 300);

  expect(said).toHaveBeenCalledWith({ finishMs: 300 }, expect.stringContaining('before everything was stored'));
  expect(await grantOf(tenantId)).toMatchObject({ generation: 1, presentations: 1, intent: expect.any(Uint8Array) });
  // Control: what it no longer waited for was under way all the time.
  await superuser.query('commit');
  await allStored();
  expect(await grantOf(tenantId)).toMatchObject({ generation: 2, presentations: 0, intent: null });
});
