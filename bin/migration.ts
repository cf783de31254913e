// node bin/migration.ts add-messages: writes the next migration, what schema.prisma says beyond the ones there are.
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCluster } from '#lib/db/embedded-cluster.ts';
import { migrate, missingFromSchema } from '#lib/db/migrate.ts';
import { root } from './start/settings.ts';

const name = process.argv[2] ?? '';
if (!/^[a-z][a-z0-9-]*$/.test(name)) {
  console.error('Say what it does, in small letters: node bin/migration.ts add-messages');
  process.exit(2);
}

const sql = await missingFromEmptyDatabase();
if (sql === '') {
  console.log('schema.prisma says nothing that the migrations do not.');
} else {
  const folder = path.join(root, 'prisma/migrations', `${await nextNumber()}_${name.replaceAll('-', '_')}`);
  await mkdir(folder);
  // An owner fenced by FORCE would change 0 rows and not notice; this makes such a statement fail.
  await writeFile(path.join(folder, 'migration.sql'), `set row_security = off;\n\n${sql}`);
  console.log(
    `${path.relative(root, folder)}/migration.sql: give each new table its policies, and the roles their rights.`,
  );
}

async function missingFromEmptyDatabase(): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), 'mailgrant-migration-'));
  await chmod(home, 0o755);
  const cluster = await startCluster({ home, durable: false });
  try {
    await migrate(cluster.databaseUrl);
    return await missingFromSchema(cluster.databaseUrl);
  } finally {
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function nextNumber(): Promise<string> {
  const entries = await readdir(path.join(root, 'prisma/migrations'));
  const last = Math.max(0, ...entries.map((entry) => Number.parseInt(entry, 10)).filter(Number.isFinite));
  return String(last + 1).padStart(14, '0');
}
