import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { startCluster } from '#lib/db/embedded-cluster.ts';
import { asSuperuserOf } from '#lib/testing/database.ts';
import { readyDatabase } from './database.ts';
import { Life } from './life.ts';
import { Refusal } from './refusal.ts';
import { readSettings } from './settings.ts';

let name = '';
let url = '';

/** A second installation in a cluster where the roles are there: another owner, with what README asks for. */
beforeEach(async () => {
  name = `second_${randomBytes(6).toString('hex')}`;
  await asSuperuserOf('postgres', `create role ${name} login createrole password '${name}'`);
  await asSuperuserOf('postgres', `create database ${name} owner ${name}`);
  const made = new URL(inject('databaseServer').superuserUrl);
  Object.assign(made, { username: name, password: name, pathname: name });
  url = made.href;
});

afterEach(async () => {
  await asSuperuserOf('postgres', `drop database ${name} with (force)`);
  await asSuperuserOf('postgres', `drop role ${name}`);
});

it('says which right over the roles is missing and who gives it how, and works once it is given', async () => {
  const refusal = await refused();
  expect(refusal).toMatch(
    new RegExp(
      `^The database ${name} at 127.0.0.1:\\d+ cannot be used: another installation in this PostgreSQL has made`,
    ),
  );
  const statement = /A superuser must run {2}(.+;)$/.exec(refusal)?.[1];
  expect(statement).toBe(`grant mailgrant_app, mailgrant_system to ${name} with admin option;`);
  await asSuperuserOf('postgres', String(statement));
  expect(await readied()).toBe(url);
  await asSuperuserOf('postgres', `revoke mailgrant_app, mailgrant_system from ${name} cascade`);
  expect(await refused()).toBe(refusal);
});

it('says that roles cannot be made, where nobody has made them yet', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'mailgrant-roles-'));
  await chmod(home, 0o755);
  const cluster = await startCluster({ home, durable: false });
  const asItsSuperuser = (statement: string) => run(cluster.superuserUrl, statement);
  await asItsSuperuser('alter role mailgrant nocreaterole');
  url = cluster.databaseUrl;
  const refusal = await refused();
  expect(refusal).toContain('mailgrant may not create roles. A superuser must run  alter role mailgrant createrole;');
  await asItsSuperuser('alter role mailgrant createrole');
  expect(await readied()).toBe(url);
  await cluster.stop();
  await rm(home, { recursive: true, force: true });
});

it.each([
  ['a database of somebody else', 'alter database %s owner to postgres', 'permission denied for schema public'],
  ['things of another program', 'create type role as ()', 'type "role" already exists'],
])('repeats what the database says about %s', async (_, damage, words) => {
  await asSuperuserOf('postgres', `grant mailgrant_app, mailgrant_system to ${name} with admin option`);
  await asSuperuserOf(name, damage.replace('%s', name));
  expect(await refused()).toContain(`cannot be used: ${words}.`);
});

it('says so when nobody answers there', async () => {
  url = `postgresql://${name}@127.0.0.1:1/${name}`;
  expect(await refused()).toContain(
    `The database ${name} at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1.`,
  );
});

const readied = () => {
  const { MAILGRANT_KEYS } = process.env;
  return readyDatabase(readSettings({ DATABASE_URL: url, MAILGRANT_KEYS }, []), new Life());
};

async function refused(): Promise<string> {
  const error = await readied().then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Refusal);
  return (error as Refusal).message;
}

async function run(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
