-- Who may see and change what. DATABASE_URL logs in as the owner of these tables; the product enters one of two roles
-- that own nothing: mailgrant_app, fenced into one tenant, and mailgrant_system, which works across tenants on the few
-- columns named here.
set row_security = off;

-- Roles belong to the cluster: another database of it may have made them already.
do $$
declare
  name text;
begin
  foreach name in array array['mailgrant_app', 'mailgrant_system'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin nosuperuser nocreatedb nocreaterole noinherit nobypassrls', name);
    end if;
    -- Who may become the role already, as a superuser may, needs no right to grant it.
    if current_setting('server_version_num')::int < 160000 then
      if not pg_has_role(current_user, name, 'MEMBER') then
        execute format('grant %I to current_user', name);
      end if;
    elsif not pg_has_role(current_user, name, 'SET') then
      -- The owner may become the role (SET) and does not hold its rights meanwhile (INHERIT).
      execute format('grant %I to current_user with set true, inherit false', name);
    end if;
  end loop;
end
$$;

grant usage on schema public to mailgrant_app, mailgrant_system;

-- At most one connection sends for a tenant.
create unique index connections_one_active_per_tenant on connections (tenant_id) where stage = 'active';

-- Row-level security everywhere, also for the owner: whatever has no policy below is seen by nobody.
alter table tenants enable row level security;
alter table tenants force row level security;
alter table users enable row level security;
alter table users force row level security;
alter table memberships enable row level security;
alter table memberships force row level security;
alter table sessions enable row level security;
alter table sessions force row level security;
alter table api_keys enable row level security;
alter table api_keys force row level security;
alter table data_keys enable row level security;
alter table data_keys force row level security;
alter table connections enable row level security;
alter table connections force row level security;
alter table consent_attempts enable row level security;
alter table consent_attempts force row level security;
alter table grants enable row level security;
alter table grants force row level security;
alter table access_tokens enable row level security;
alter table access_tokens force row level security;
alter table grant_events enable row level security;
alter table grant_events force row level security;
alter table audit_events enable row level security;
alter table audit_events force row level security;

-- mailgrant_app: one tenant. A pooled session that served another transaction holds '', whose cast to uuid throws,
-- hence nullif; the sub-select is computed once per statement, not once per row.
create policy in_tenant on tenants for select to mailgrant_app
  using (id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy in_tenant on memberships for select to mailgrant_app
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
-- The people of this tenant: the sub-select is itself fenced by the policy on memberships.
create policy in_tenant on users for select to mailgrant_app
  using (exists (select from memberships where memberships.user_id = users.id));
create policy in_tenant on api_keys to mailgrant_app
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy in_tenant on data_keys to mailgrant_app
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy in_tenant on connections to mailgrant_app
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy in_tenant on consent_attempts to mailgrant_app
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy in_tenant on grants to mailgrant_app
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy in_tenant on access_tokens to mailgrant_app
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy in_tenant on grant_events to mailgrant_app
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy in_tenant on audit_events to mailgrant_app
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

grant select on tenants, memberships to mailgrant_app;
grant select (id, email, name) on users to mailgrant_app;
grant select, insert, update, delete on api_keys, connections, consent_attempts, grants, access_tokens to mailgrant_app;
grant select, insert, update on data_keys to mailgrant_app;
grant select, insert on grant_events, audit_events to mailgrant_app;
grant usage on sequence grant_events_id_seq, audit_events_id_seq to mailgrant_app;

-- mailgrant_system: across tenants. Signing in, making tenants and people, finding what is due. Nothing here that no
-- caller of system() does; lib/db/system-role.db.test.ts names them and fails when a right is added.
create policy across_find on tenants for select to mailgrant_system using (true);
create policy across_make on tenants for insert to mailgrant_system with check (true);
create policy across_find on users for select to mailgrant_system using (true);
create policy across_make on users for insert to mailgrant_system with check (true);
create policy across_find on memberships for select to mailgrant_system using (true);
create policy across_make on memberships for insert to mailgrant_system with check (true);
create policy across_change on memberships for update to mailgrant_system using (true);
create policy across_find on sessions for select to mailgrant_system using (true);
create policy across_make on sessions for insert to mailgrant_system with check (true);
create policy across_touch on sessions for update to mailgrant_system using (true);
create policy across_find on api_keys for select to mailgrant_system using (true);
create policy across_touch on api_keys for update to mailgrant_system using (true);
create policy across_find on data_keys for select to mailgrant_system using (true);
create policy across_make on data_keys for insert to mailgrant_system with check (true);
create policy across_find on grants for select to mailgrant_system using (true);
create policy across_find on consent_attempts for select to mailgrant_system using (true);
create policy across_expire on consent_attempts for delete to mailgrant_system using (expires_at < now());
create policy across_find on audit_events for select to mailgrant_system using (true);
create policy across_record on audit_events for insert to mailgrant_system with check (true);

grant select (id, slug, name), insert on tenants to mailgrant_system;
grant select, insert on users to mailgrant_system;
grant select, insert, update (role) on memberships to mailgrant_system;
grant select (id, token_hash, user_id, last_seen_at, expires_at, revoked_at), insert on sessions to mailgrant_system;
grant update (last_seen_at, revoked_at) on sessions to mailgrant_system;
grant select (id, tenant_id, name, secret_hash, scopes, last_used_at, revoked_at) on api_keys to mailgrant_system;
grant update (last_used_at) on api_keys to mailgrant_system;
-- A tenant's data key is made with the tenant; only the tenant itself reads it back.
grant select (tenant_id, kid), insert on data_keys to mailgrant_system;
grant select (id, tenant_id, connection_id, next_refresh_at, lease_until, stopped_at) on grants to mailgrant_system;
grant select (id, tenant_id, state_hash, expires_at), delete on consent_attempts to mailgrant_system;
grant select (id), insert on audit_events to mailgrant_system;
grant usage on sequence audit_events_id_seq to mailgrant_system;
grant select, insert, update (beat_at), delete on worker_heartbeats to mailgrant_system;

-- The audit trail is append-only for everyone, the owner of the table included.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, lower(tg_op) using errcode = 'insufficient_privilege';
end
$$;
create trigger append_only before update or delete on audit_events for each row execute function refuse_change();
create trigger never_emptied before truncate on audit_events for each statement execute function refuse_change();
