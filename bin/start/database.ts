import { migrate } from '#lib/db/migrate.ts';
import { missingRight } from '#lib/db/role-rights.ts';
import { embeddedDatabase } from './embedded-database.ts';
import type { Life } from './life.ts';
import { Refusal } from './refusal.ts';
import { during } from './report.ts';
import type { Settings } from './settings.ts';

/** A migrated database: the one of DATABASE_URL, or the embedded one in the data folder. Answers its address. */
export async function readyDatabase(settings: Settings, life: Life): Promise<string> {
  const databaseUrl = settings.databaseUrl ?? (await during('Database', () => embeddedDatabase(settings, life)));
  await during(
    'Migrations',
    () => life.unlessOver(migrated(databaseUrl)),
    (applied) => (applied.length > 0 ? `${applied.length} applied` : 'up to date'),
  );
  return databaseUrl;
}

/** Brings a database to the newest migration; where it cannot be used, the sentence says why and what to do. */
export async function migrated(databaseUrl: string): Promise<string[]> {
  try {
    const missing = await missingRight(databaseUrl);
    if (missing) throw new Refusal(`${missing.what}. A superuser must run  ${missing.statement};`);
    return await migrate(databaseUrl);
  } catch (error) {
    const { host, pathname } = new URL(databaseUrl);
    const begin = `The database ${pathname.slice(1)} at ${host} cannot be used:`;
    if (error instanceof Refusal) throw new Refusal(`${begin} ${error.message}`);
    throw new Refusal(
      `${begin} ${ownWords(error as NodeJS.ErrnoException)}. It must be reachable, and its user must own it and be allowed to create roles (see README).`,
      { cause: error },
    );
  }
}

/** What PostgreSQL said, out of what was put around it: its line begins with the severity. */
function ownWords({ message, code }: NodeJS.ErrnoException): string {
  const said = /^(?:ERROR|FATAL|PANIC): *(.+)$/m.exec(message)?.[1] ?? message.split('\n')[0] ?? '';
  return said.replace(/\.$/, '') || code || 'no answer';
}
