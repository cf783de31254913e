import { fileURLToPath } from 'node:url';
import type { Message } from '#bench/programs/message.ts';
import type { DatabaseServer } from '#faults/fault-test.ts';
import type { Program } from '#faults/program.ts';
import type { Named } from '#faults/programs/message.ts';
import { inPlace, type Place } from '#faults/tokens/place.ts';
import type { TokenServerOptions } from '#faults/tokens/token-server.ts';

const caller = fileURLToPath(new URL('../programs/caller', import.meta.url));

/** What a measurement works with: a database, a token endpoint, and callers in processes of their own. */
export type Bench = Pick<Place, 'sql' | 'server'> & {
  start: () => Promise<Program<Message>>;
  /** So many grants whose access tokens have expired, and that no caller has seen. */
  connectExpired: (count: number) => Promise<Named[]>;
  /** The same, and their access tokens live. */
  connectLive: (count: number) => Promise<Named[]>;
};

export function inBench<T>(
  server: DatabaseServer,
  options: TokenServerOptions,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  return inPlace(server, options, (place) =>
    work({
      sql: place.sql,
      server: place.server,
      start: () => place.start<Message>(caller),
      connectExpired: place.connect,
      connectLive: async (count) => {
        const grants = await place.connect(count);
        const ids = grants.map(({ grantId }) => grantId);
        const live =
          "update access_tokens set expires_at = now() + interval '1 hour' where grant_id = any ($1::uuid[])";
        await place.sql(live, [ids]);
        return grants;
      },
    }),
  );
}
