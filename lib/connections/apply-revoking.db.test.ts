import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { useDatabase } from '#lib/testing/database.ts';
import { useRevokingServer } from '#lib/testing/revoking.ts';
import { applyConnection, getConnection } from './index.ts';

const database = useDatabase();
const strict = useRevokingServer();

it('asks a provider to revoke when all is stored, and holds up nobody meanwhile', async () => {
  const { member, id } = await strict.granted();
  const input = strict.input({ clientId: randomUUID() });
  const meanwhile: unknown[] = [];
  strict.server.interveneInRevoking(async () => {
    meanwhile.push(...(await database.asSuperuser(openTransactions)));
    meanwhile.push((await applyConnection(member.ctx, input)).kind);
    return 'answer';
  });

  expect((await applyConnection(member.ctx, input)).kind).toBe('changed');

  expect(meanwhile).toEqual([{ n: 0 }, 'unchanged']);
  expect(await getConnection(member.ctx, id)).toMatchObject({ grant: null, lastRevocation: { kind: 'revoked' } });
});

const openTransactions = `
  select count(*)::int as n from pg_stat_activity
   where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and backend_type = 'client backend'`;
