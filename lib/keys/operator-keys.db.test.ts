import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addOperatorKey } from '#lib/config/index.ts';
import { createConnection } from '#lib/connections/index.ts';
import { system, tellKeys } from '#lib/db/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { requireKeys } from '#lib/tokens/index.ts';
import { continueRotation, keysStatus, retireKey, rotateKeys } from './index.ts';

const database = useDatabase();
const operator = { kind: 'operator', name: 'root' } as const;
const never = new AbortController().signal;
const folder = mkdtempSync(path.join(tmpdir(), 'mailgrant-keys-'));
const file = path.join(folder, 'keys');

beforeAll(() => {
  const keys = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
  writeFileSync(file, keys);
  vi.stubEnv('MAILGRANT_KEYS', keys);
  vi.stubEnv('MAILGRANT_KEYS_FILE', file);
});
afterAll(() => rmSync(folder, { recursive: true }));

const secretOf = ({ ctx }: Person) => createConnection(ctx, { ...connectionInput(), clientSecret: 'abc8Q~canary' });
const kidsInFile = () =>
  readFileSync(file, 'utf8')
    .trim()
    .split(',')
    .map((entry) => entry.split(':')[0]);
const wrapping = () =>
  database.asSuperuser(`select distinct split_part(wrapped, '.', 2) as kid from data_keys order by 1`);
const states = async () => (await keysStatus()).keys.map(({ kid, seals, state }) => `${kid} ${seals} ${state}`);

it('makes a new key of the operator, which this process reads without a new start, and removes the old one', async () => {
  const member = await anAdmin();
  await secretOf(member);
  expect(await rotateKeys(operator)).toMatchObject({ operatorKey: { kid: 'k2', isNew: true }, tenants: 1, later: 0 });
  expect([kidsInFile(), await wrapping()]).toEqual([['k2', 'k1'], [{ kid: 'k2' }]]);
  // Only the first key was there when this process began.
  await secretOf(member);
  expect(await states()).toEqual(['k2 2 current', 'k1 0 can_be_retired', 'd2 1 current', 'd1 1 in_use']);
  await continueRotation(never);
  expect(await states()).toEqual(['k2 2 current', 'k1 0 can_be_retired', 'd2 2 current', 'd1 0 can_be_retired']);

  expect(await retireKey(operator, 'k1')).toMatchObject({ kid: 'k1', isRemoved: true });
  expect(kidsInFile()).toEqual(['k2']);
  await requireKeys();
  // A tenant made by a process whose first key is another is wrapped by the one in use too.
  await anAdmin();
  expect(await wrapping()).toEqual([{ kid: 'k2' }]);
});

it('uses a key that a rotation left in the file when it died', async () => {
  writeFileSync(file, `k7:${Buffer.alloc(32, 7).toString('base64')},${readFileSync(file, 'utf8')}`);
  expect(await rotateKeys(operator)).toMatchObject({ operatorKey: { kid: 'k7', isNew: true } });
  await continueRotation(never);
  expect([kidsInFile(), await wrapping()]).toEqual([['k7', 'k2'], [{ kid: 'k7' }]]);
});

it('takes a key out of the file after a rotation that is under way, and leaves what that put in', async () => {
  const rotating = await database.superuserSession();
  await rotating.query('begin');
  await rotating.query(`select pg_advisory_xact_lock(hashtextextended('key rotation', 0))`);
  const retiring = retireKey(operator, 'k2');
  const waiting = `select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted`;
  await expect.poll(() => database.asSuperuser(waiting)).toEqual([{ n: 1 }]);
  expect(addOperatorKey(file)).toBe('k8');
  await rotating.query('commit');
  expect(await retiring).toMatchObject({ kid: 'k2', isRemoved: true });
  expect(kidsInFile()).toEqual(['k8', 'k7']);
});

it('has nothing to tell of keys that every process reads in the file', async () => {
  await tellKeys('this one');
  expect(await system().keyHolder.count()).toBe(0);
});
