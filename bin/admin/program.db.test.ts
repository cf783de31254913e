import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findOperatorContext } from '#lib/accounts/index.ts';
import { listAudit } from '#lib/audit/index.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { runAdmin } from '#lib/testing/run-admin.ts';

const database = useDatabase();
const secret = 'abc8Q~canary-of-the-program';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailgrant-admin-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const admin = (args: string[], env?: Record<string, string>) => runAdmin(folder, args, env);

it('works on the database of its environment, and writes one document with --json', async () => {
  const status = ['connection', 'status', '--tenant', 'contoso'];
  const keys = `other:${Buffer.alloc(32, 9).toString('base64')}`;
  const away = new URL(database.url);
  away.pathname = '/nothing_there';

  expect(await admin(['tenant', 'create', '--slug', 'contoso', '--name', 'Contoso Ltd'])).toEqual({
    exitCode: 0,
    stdout: 'Made the tenant “Contoso Ltd” (contoso).\n',
    stderr: '',
  });
  const wanted = { tenant: 'contoso', ...connectionInput(), clientSecret: { env: 'CLIENT_SECRET' } };
  await writeFile(path.join(folder, 'wanted.json'), JSON.stringify(wanted));
  const applied = await admin(['connection', 'apply', 'wanted.json', '--json'], { CLIENT_SECRET: secret });
  expect(applied).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(applied.stdout)).toMatchObject({ result: 'created', connection: { hasClientSecret: true } });
  expect(applied.stdout).not.toContain(secret);

  const [working, otherKeys, lost, wrong] = await Promise.all([
    admin(status),
    admin(status, { MAILGRANT_KEYS: keys }),
    admin(status, { DATABASE_URL: away.href }),
    admin(['connection', 'staus']),
  ]);
  expect(working).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('No connection is active') });
  expect(otherKeys).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'MAILGRANT_KEYS does not open the secrets of this database: give the keys they were sealed with.\n',
  });
  expect(lost).toMatchObject({ exitCode: 1, stdout: '' });
  expect(lost.stderr).toMatch(/^The database nothing_there at 127\.0\.0\.1:\d+ cannot be used: .+\n$/);
  expect(lost.stderr).not.toContain(away.password);
  expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });

  const ctx = await findOperatorContext({ kind: 'operator', name: 'the test' }, 'contoso');
  const { events } = ctx ? await listAudit(ctx) : { events: [] };
  expect(events.map(({ action, actor }) => [action, actor.kind, actor.name])).toEqual([
    ['connection.created', 'operator', userInfo().username],
    ['tenant.created', 'operator', userInfo().username],
  ]);
});
