import type { TestDatabase } from './database.ts';

/** Every column of every row of every table, the logs among them, as text. */
export async function everythingStored({ asSuperuser }: Pick<TestDatabase, 'asSuperuser'>): Promise<string> {
  const tables = await asSuperuser<{ name: string }>(
    `select format('%I', tablename) as name from pg_tables where schemaname = 'public'`,
  );
  if (tables.length < 16) throw new Error('These are not all the tables.');
  const texts = tables.map(({ name }) =>
    asSuperuser<{ text: string | null }>(`select string_agg(t::text, E'\\n') as text from ${name} t`),
  );
  return (await Promise.all(texts)).map(([row]) => row?.text ?? '').join('\n');
}
