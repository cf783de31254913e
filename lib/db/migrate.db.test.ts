import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect, it } from 'vitest';
import { cloneDatabase, useDatabase } from '#lib/testing/database.ts';
import { migrate, missingFromSchema } from './migrate.ts';

const database = useDatabase();
const folder = fileURLToPath(new URL('../../prisma/migrations/', import.meta.url));

it('leaves nothing of schema.prisma out of the migrations', async () => {
  expect(await missingFromSchema(database.url)).toBe('');
});

it('would notice a table, column or index that the migrations lack', async () => {
  const scratch = await cloneDatabase();
  await run(scratch.url, 'alter table connections drop column test_recipient');
  expect(await missingFromSchema(scratch.url)).toContain('ADD COLUMN     "test_recipient" TEXT');
  await scratch.drop();
});

it('applies each migration once, even when two processes start together', async () => {
  const scratch = await cloneDatabase();
  await run(scratch.url, 'drop schema public cascade; create schema public');
  const applied = await Promise.all([migrate(scratch.url), migrate(scratch.url)]);
  expect(applied.map((names) => names.length).sort()).toEqual([
    0,
    readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).length,
  ]);
  expect(await migrate(scratch.url)).toEqual([]);
  await scratch.drop();
});

it('tries a migration again that was killed half-way', async () => {
  const scratch = await cloneDatabase();
  await run(
    scratch.url,
    `drop schema public cascade; create schema public;
     create table _prisma_migrations (
       id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz,
       migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
       started_at timestamptz not null default now(), applied_steps_count integer not null default 0);
     insert into _prisma_migrations (id, checksum, migration_name) values ('1', 'x', '00000000000001_init')`,
  );
  expect(await migrate(scratch.url)).toContain('00000000000001_init');
  await scratch.drop();
});

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
