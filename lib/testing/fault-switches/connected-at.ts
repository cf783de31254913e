import { expect } from 'vitest';
import {
  activateConnection,
  connect,
  createConnection,
  finishConsent,
  getConnection,
  refreshNow,
  replaceSecret,
  sendTestEmail,
} from '#lib/connections/index.ts';
import type { Person } from '#lib/testing/a-tenant.ts';
import type { UsedDatabase } from '#lib/testing/database.ts';
import { createRenewer } from '#lib/tokens/index.ts';
import type { RunningSandbox } from '#sandbox/start-sandbox.ts';
import type { Half, Registered } from './half.ts';
import type { Step } from './row.ts';

export type Place = { database: UsedDatabase; sandbox: RunningSandbox; half: Half; member: Person };

export const redirectUrlOf = (half: Half) => `http://localhost:3000/oauth/callback/${half.provider}`;

/** A connection in use that works, as far as one mail shows, and what is done with it. */
export type Connection = Awaited<ReturnType<typeof connectedAt>>;

/** Connects a mailbox at the sandbox in the way a step is about, activates it and sends a first mail. */
export async function connectedAt(place: Place, step: Step) {
  const { sandbox, half, member, database } = place;
  const { ctx, browserToken, signedIn } = member;
  const registered: Registered = half.register(sandbox, redirectUrlOf(half));
  const grantKind = step === 'application' ? 'client_credentials' : 'authorization_code';
  const transport = half.transports[step === 'smtp' ? 'smtp' : 'api'];
  const { id } = await createConnection(ctx, registered.input(grantKind, transport));

  const consent = async () => {
    const { authorizeUrl } = await connect(ctx, id, browserToken);
    if (authorizeUrl === null) return { kind: 'granted' };
    const url = await half.walk(authorizeUrl);
    if (typeof url === 'string') return { kind: 'left', page: url };
    return finishConsent({ url, browserToken, signedIn, ip: null });
  };
  const send = () => sendTestEmail(ctx, id, half.recipient);
  /** One round of the worker, waited for. */
  const round = async (now?: Date) => {
    const renewer = createRenewer();
    await renewer.renewDue(now);
    await renewer.settled();
  };
  expect(await consent()).toMatchObject({ kind: 'granted' });
  await activateConnection(ctx, id);
  expect(await send()).toMatchObject({ kind: 'accepted' });
  await database.asSuperuser('delete from seen_health');

  return {
    id,
    registered,
    consent,
    send,
    round,
    view: () => getConnection(ctx, id),
    refreshNow: () => refreshNow(ctx, id),
    newSecret: () => replaceSecret(ctx, id, { clientSecret: registered.newSecret(), clientSecretExpiresAt: null }),
    /** Lets the time of the next renewal come, if it has one, and the worker do its round. */
    renew: async () => {
      const past = "update grants set next_refresh_at = now() - interval '1 second' where connection_id = $1";
      await database.asSuperuser(`${past} and next_refresh_at is not null`, [id]);
      await round();
    },
    /** Every health that was written since, also what nobody looked at. */
    healthsSeen: async () => {
      const sql = 'select distinct health from seen_health where connection_id = $1 order by 1';
      return (await database.asSuperuser<{ health: string }>(sql, [id])).map(({ health }) => health);
    },
    tokenRequests: () => sandbox.control.requests().filter(({ surface }) => surface === 'token').length,
    delivered: async () =>
      (await sandbox.control.messages(half.recipient)).filter(({ folder }) => folder === 'inbox').length,
  };
}

/** Writes down every health a connection ever gets, so that none passes unseen between two looks. */
export async function watchHealth(database: UsedDatabase): Promise<void> {
  await database.asSuperuser(`
    create table seen_health (connection_id uuid not null, health text not null);
    create function note_health() returns trigger language plpgsql security definer as
      $$ begin insert into public.seen_health values (new.id, new.health); return new; end $$;
    create trigger note_health after update on connections for each row
      when (old.health is distinct from new.health) execute function note_health();
  `);
}
