-- People sign in with an OpenID Connect issuer too: by issuer and subject, never by an address.
set row_security = off;

create table identities (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  issuer text not null,
  subject text not null,
  provider text not null,
  label text not null,
  address text,
  created_at timestamptz(3) not null default current_timestamp,
  last_used_at timestamptz(3),
  constraint identities_pkey primary key (id),
  constraint identities_user_id_fkey foreign key (user_id) references users (id)
    on delete cascade on update cascade
);
-- One identity is one person's.
create unique index identities_issuer_subject_key on identities (issuer, subject);
create index identities_user_id_idx on identities (user_id);

create table sign_in_trips (
  id uuid not null default gen_random_uuid(),
  state_hash bytea not null,
  browser_hash bytea not null,
  provider text not null,
  client_id text not null,
  server jsonb not null,
  redirect_uri text not null,
  return_to text not null,
  user_id uuid,
  session_id uuid,
  created_at timestamptz(3) not null default current_timestamp,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  constraint sign_in_trips_pkey primary key (id),
  constraint sign_in_trips_user_id_fkey foreign key (user_id) references users (id)
    on delete cascade on update cascade
);
create unique index sign_in_trips_state_hash_key on sign_in_trips (state_hash);
create index sign_in_trips_expires_at_idx on sign_in_trips (expires_at);

-- Of the installation, not of a tenant: the application role never sees them.
alter table identities enable row level security;
alter table identities force row level security;
create policy across_find on identities for select to mailgrant_system using (true);
create policy across_link on identities for insert to mailgrant_system with check (true);
create policy across_use on identities for update to mailgrant_system using (true);
create policy across_unlink on identities for delete to mailgrant_system using (true);
alter table sign_in_trips enable row level security;
alter table sign_in_trips force row level security;
create policy across_find on sign_in_trips for select to mailgrant_system using (true);
create policy across_begin on sign_in_trips for insert to mailgrant_system with check (true);
create policy across_end on sign_in_trips for update to mailgrant_system using (true);
create policy across_expire on sign_in_trips for delete to mailgrant_system using (expires_at < now());

-- Whose an identity is, and which, never changes: it is linked anew.
grant select, insert, update (provider, label, address, last_used_at), delete on identities to mailgrant_system;
grant select, insert, update (used_at), delete on sign_in_trips to mailgrant_system;
