import { expect, it } from 'vitest';
import { beat, endBeat } from '#lib/db/index.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { getInstallation } from './index.ts';

useDatabase();

it('says whether anything is renewed by itself', async () => {
  const { ctx } = await anAdmin();
  expect(await getInstallation(ctx)).toMatchObject({ workerRuns: false });
  await beat('worker');
  expect(await getInstallation(ctx)).toMatchObject({ workerRuns: true });
  await endBeat('worker');
  expect(await getInstallation(ctx)).toMatchObject({ workerRuns: false });
});
