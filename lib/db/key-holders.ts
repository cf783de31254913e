import { config } from '#lib/config/index.ts';
import { system } from './client.ts';
import { keyRing } from './key-ring.ts';

const staleAfterSeconds = 15;

/**
 * Says which of the operator's keys this process holds, so that no key comes into use that it could not read. Who reads
 * them from the installation's own file finds new ones there, and has nothing to say.
 */
export async function tellKeys(name: string): Promise<void> {
  if (config().keysFile) return;
  await system().$executeRaw`
    insert into key_holders (name, kids, seen_at) values (${name}, ${[...keyRing().kids]}::text[], now())
    on conflict (name) do update set kids = excluded.kids, seen_at = excluded.seen_at`;
  await system().$executeRaw`delete from key_holders where seen_at < now() - interval '1 day'`;
}

/** The process stopped on purpose. */
export async function forgetKeys(name: string): Promise<void> {
  await system().$executeRaw`delete from key_holders where name = ${name}`;
}

/** The processes heard of within 15 s that do not hold the key, by name. */
export async function holdersWithout(kid: string): Promise<string[]> {
  const rows = await system().$queryRaw<{ name: string }[]>`
    select name from key_holders
     where seen_at > now() - make_interval(secs => ${staleAfterSeconds}) and not (${kid} = any (kids))
     order by name`;
  return rows.map(({ name }) => name);
}
