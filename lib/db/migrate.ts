import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { withSchemaEngine } from './schema-engine.ts';

const prismaFolder = fileURLToPath(new URL('../../prisma/', import.meta.url));
const nothingFiltered = { externalTables: [], externalEnums: [] };
/** Any number that nobody else locks: "mailgrant" on a telephone. */
const migrationLock = 624_547_268;

/**
 * Brings the database to the newest migration and answers the names of those that were applied, none when it already
 * was. A second process that migrates the same database waits for the first. Needs the owner's rights.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const migrationsList = await readMigrations();
  return withLock(databaseUrl, () =>
    withSchemaEngine(databaseUrl, async (engine) => {
      const history = await engine.diagnoseMigrationHistory({
        migrationsList,
        optInToShadowDatabase: false,
        filters: nothingFiltered,
      });
      // A script is one transaction, so what failed or was killed left nothing behind: it may be tried again.
      for (const migrationName of history.failedMigrationNames) {
        await engine.markMigrationRolledBack({ migrationName });
      }
      const applied = await engine.applyMigrations({ migrationsList, filters: nothingFiltered });
      return applied.appliedMigrationNames;
    }),
  );
}

/** The names of the migrations that this database lacks: all of them where it is new. Never waits, and changes nothing. */
export async function missingMigrations(databaseUrl: string): Promise<string[]> {
  const names = await migrationNames();
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const applied = await client.query<{ migration_name: string }>(
      'select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
    );
    return names.filter((name) => !applied.rows.some((row) => row.migration_name === name));
  } catch (error) {
    // 42P01, undefined_table: nothing was ever applied.
    if ((error as { code?: string }).code === '42P01') return names;
    throw error;
  } finally {
    await client.end();
  }
}

/** The SQL that would bring this database to schema.prisma; empty when nothing is missing. */
export async function missingFromSchema(databaseUrl: string): Promise<string> {
  const file = { path: 'schema.prisma', content: await readFile(`${prismaFolder}schema.prisma`, 'utf8') };
  const result = await withSchemaEngine(databaseUrl, (engine) =>
    engine.diff({
      from: { tag: 'schemaDatasource', files: [file], configDir: prismaFolder },
      to: { tag: 'schemaDatamodel', files: [file] },
      script: true,
      exitCode: true,
      filters: nothingFiltered,
    }),
  );
  return result.exitCode === 0 ? '' : (result.stdout ?? '');
}

const baseDir = `${prismaFolder}migrations`;

async function migrationNames(): Promise<string[]> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function readMigrations(): Promise<MigrationList> {
  const migrationDirectories = (await migrationNames()).map(async (name) => ({
    path: name,
    migrationFile: {
      path: 'migration.sql',
      content: { tag: 'ok' as const, value: await readFile(`${baseDir}/${name}/migration.sql`, 'utf8') },
    },
  }));
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(migrationDirectories),
  };
}

async function withLock<T>(databaseUrl: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(`set lock_timeout = '5min'`);
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    return await work();
  } finally {
    await client.end();
  }
}
