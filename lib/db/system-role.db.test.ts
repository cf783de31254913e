import { expect, it } from 'vitest';
import { cloneDatabase, type TestDatabase, useDatabase } from '#lib/testing/database.ts';

const database = useDatabase();

/** All that mailgrant_system may do, each with a caller that does it; everything else is denied. */
const rights = [
  // lib/accounts/find-api-key.ts
  'api_keys: select (id, last_used_at, name, revoked_at, scopes, secret_hash, tenant_id)',
  'api_keys: update (last_used_at)',
  // lib/audit/record-audit.ts, at set-up, at sign-in and when a role is changed
  'audit_events: insert',
  'audit_events: select (id)',
  'audit_events_id_seq: usage',
  // lib/connections/destroy-untouched.ts and lib/notices/find-due.ts
  'connections: select (client_secret_expires_at, health, id, secret_end_due_at, stage, tenant_id, touched_at)',
  // lib/connections/finish-consent.ts and purge-consents.ts
  'consent_attempts: delete',
  'consent_attempts: select (expires_at, id, state_hash, tenant_id)',
  // lib/db/vault.ts, when a tenant is made, and lib/keys/continue-rotation.ts
  'data_keys: insert',
  'data_keys: select (kid, resealed_at, tenant_id)',
  // lib/tokens/renew-due.ts and is-access-shared.ts
  'grants: select (access_key, connection_id, id, lease_until, next_refresh_at, over_at, refresh_token_expires_at, stopped_at, tenant_id)',
  // lib/accounts/link-identity.ts, sign-in-by-identity.ts and unlink-identity.ts
  'identities: delete',
  'identities: insert',
  'identities: select',
  'identities: update (address, label, last_used_at, provider)',
  // lib/db/key-holders.ts
  'key_holders: delete',
  'key_holders: insert',
  'key_holders: select',
  'key_holders: update',
  // lib/db/key-rotations.ts
  'key_rotations: insert',
  'key_rotations: select',
  // lib/accounts/known-places.ts
  'known_places: delete',
  'known_places: insert',
  'known_places: select',
  'known_places: update (seen_at)',
  // lib/accounts: who may act where
  'memberships: insert',
  'memberships: select',
  'memberships: update (role)',
  // lib/notices/create-teller.ts
  'notice_steps: select (id, mail_next_at, tenant_id)',
  // lib/notices/find-due.ts and purge-notices.ts
  'notices: delete',
  'notices: select (closed_at, connection_id, ends_at, id, kind, next_step_at, tenant_id)',
  'public: usage',
  // lib/connections/finish-revocations.ts and lib/tokens/is-access-shared.ts
  'revocations: delete',
  'revocations: select (access_key, ended_at, id, lease_until, tenant_id)',
  // lib/accounts/start-session.ts, find-session.ts and revoke-session.ts
  'sessions: insert',
  'sessions: select (expires_at, id, last_seen_at, revoked_at, token_hash, user_id)',
  'sessions: update (last_seen_at, revoked_at)',
  // lib/accounts/note-refusal.ts and open-session.ts
  'sign_in_refusals: insert',
  'sign_in_refusals: select',
  'sign_in_refusals: update (limited_told_at, told_at, untold)',
  // lib/accounts/sign-in-limits.ts
  'sign_in_tries: delete',
  'sign_in_tries: insert',
  'sign_in_tries: select',
  'sign_in_tries: update (pending)',
  // lib/accounts/begin-trip.ts and finish-trip.ts
  'sign_in_trips: delete',
  'sign_in_trips: insert',
  'sign_in_trips: select',
  'sign_in_trips: update (used_at)',
  // lib/accounts/create-tenant.ts and tenants-of.ts
  'tenants: insert',
  'tenants: select (id, name, slug)',
  // lib/accounts/create-user.ts and sign-in.ts
  'users: insert',
  'users: select',
  // lib/webhooks/create-deliverer.ts and purge-deliveries.ts
  'webhook_deliveries: delete',
  'webhook_deliveries: select (at, id, next_attempt_at, tenant_id, webhook_id)',
  // lib/db/heartbeat.ts
  'worker_heartbeats: delete',
  'worker_heartbeats: insert',
  'worker_heartbeats: select',
  'worker_heartbeats: update (beat_at)',
];

/** The rows these rights reach. Where no condition stands, the row of any tenant. */
const policies = [
  'api_keys: select',
  'api_keys: update',
  'audit_events: insert',
  'audit_events: select',
  'connections: select where (secret_end_due_at IS NOT NULL)',
  "connections: select where (stage = 'active'::connection_stage)",
  "connections: select where (stage = 'candidate'::connection_stage)",
  'consent_attempts: delete where (expires_at < now())',
  'consent_attempts: select',
  'data_keys: insert',
  'data_keys: select',
  'grants: select',
  'identities: delete',
  'identities: insert',
  'identities: select',
  'identities: update',
  'known_places: delete where (seen_at < now())',
  'known_places: insert',
  'known_places: select',
  'known_places: update',
  'memberships: insert',
  'memberships: select',
  'memberships: update',
  'notice_steps: select',
  "notices: delete where (closed_at < (now() - '30 days'::interval))",
  'notices: select',
  'revocations: delete where (ended_at < now())',
  'revocations: select',
  'sessions: insert',
  'sessions: select',
  'sessions: update',
  'sign_in_refusals: insert',
  'sign_in_refusals: select',
  'sign_in_refusals: update',
  'sign_in_tries: delete',
  'sign_in_tries: insert',
  'sign_in_tries: select',
  'sign_in_tries: update',
  'sign_in_trips: delete where (expires_at < now())',
  'sign_in_trips: insert',
  'sign_in_trips: select',
  'sign_in_trips: update',
  'tenants: insert',
  'tenants: select',
  'users: insert',
  'users: select',
  "webhook_deliveries: delete where (at < (now() - '30 days'::interval))",
  'webhook_deliveries: select',
];

it('may do what its callers do, and nothing more', async () => {
  expect(await lines(database, rightsQuery)).toEqual(rights);
  expect(await lines(database, policiesQuery)).toEqual(policies);
});

it.each([
  ['grant update (password_hash) on users to mailgrant_system', 'users: update (password_hash)'],
  ['grant delete on sessions to mailgrant_system', 'sessions: delete'],
  [
    'grant select (client_secret) on connections to public',
    'connections: select (client_secret, client_secret_expires_at, health, id, secret_end_due_at, stage, tenant_id, touched_at)',
  ],
  ['create table forgotten (id int); grant select on forgotten to mailgrant_system', 'forgotten: select'],
  ['create sequence numbers; grant all on sequence numbers to mailgrant_system', 'numbers: usage'],
  ['grant create on schema public to mailgrant_system', 'public: create'],
  ['create policy more on connections for select to mailgrant_system using (true)', 'connections: select'],
  ['create policy more on users to public using (true)', 'users: all'],
])('is seen to be wider after “%s”', async (widening, line) => {
  const scratch = await cloneDatabase();
  await scratch.asSuperuser(widening);
  const query = widening.includes('policy') ? policiesQuery : rightsQuery;
  expect(await lines(scratch, query)).toContain(line);
  await scratch.drop();
});

it('is a member of no other role', async () => {
  const query = `select roleid::regrole::text as line from pg_auth_members where member = 'mailgrant_system'::regrole`;
  expect(await lines(database, query)).toEqual([]);
});

/** Rights given to the role itself or to everybody, on the tables, columns, sequences and schema of the product. */
const rightsQuery = `
  with things as (
    select c.relname::text as name, null::text as of_column, c.relacl as acl from pg_class c
      where c.relnamespace = 'public'::regnamespace
    union all
    select c.relname, a.attname, a.attacl from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and not a.attisdropped
    union all
    select n.nspname, null, n.nspacl from pg_namespace n where n.nspname = 'public'),
  rights as (
    select distinct name, of_column, lower(privilege_type) as privilege from things, aclexplode(acl)
      where grantee = 'mailgrant_system'::regrole or grantee = 0)
  select name || ': ' || privilege
         || coalesce(' (' || string_agg(of_column, ', ' order by of_column collate "C") || ')', '') as line
    from rights group by name, privilege, of_column is null`;

const policiesQuery = `
  select tablename || ': ' || lower(cmd) || coalesce(' where ' || nullif(coalesce(qual, with_check), 'true'), '') as line
    from pg_policies where roles && array['mailgrant_system', 'public']::name[]`;

async function lines({ asSuperuser }: Pick<TestDatabase, 'asSuperuser'>, sql: string): Promise<string[]> {
  return (await asSuperuser<{ line: string }>(sql)).map(({ line }) => line).sort();
}
