-- Forgetting a token revokes the access at its provider, where that takes nobody else's along.
set row_security = off;

alter type grant_event_kind add value 'revoked';
alter type grant_event_kind add value 'revocation_kept';
alter type grant_event_kind add value 'revocation_failed';

-- No grant from before is of a provider that revokes.
alter table grants add column access_key bytea, add column over_at timestamptz(3);
create index grants_access_key_idx on grants (access_key);
alter table connections add column revocation jsonb;

-- What is being revoked, kept until the provider has been asked: a process that dies in between leaves it to the worker.
create table revocations (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  connection_id uuid not null,
  access_key bytea not null,
  secrets text,
  lease_until timestamptz(3) not null,
  ended_at timestamptz(3),
  constraint revocations_pkey primary key (id),
  constraint revocations_tenant_id_fkey foreign key (tenant_id) references tenants (id)
    on delete cascade on update cascade,
  constraint revocations_tenant_id_connection_id_fkey foreign key (tenant_id, connection_id)
    references connections (tenant_id, id) on delete cascade on update cascade
);
create index revocations_access_key_idx on revocations (access_key);

alter table revocations enable row level security;
alter table revocations force row level security;
create policy in_tenant on revocations to mailgrant_app
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on revocations to mailgrant_app;

-- Across tenants: whether an access is used elsewhere, and what was left to be revoked. An access is named by a hash.
create policy across_find on revocations for select to mailgrant_system using (true);
create policy across_forget on revocations for delete to mailgrant_system using (ended_at < now());
grant select (id, tenant_id, access_key, lease_until, ended_at), delete on revocations to mailgrant_system;
grant select (access_key, over_at, refresh_token_expires_at) on grants to mailgrant_system;
