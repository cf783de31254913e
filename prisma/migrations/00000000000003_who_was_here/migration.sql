-- The audit trail names what was acted on, and tells of sign-ins.
set row_security = off;

-- Entries from before have none: the trail is append-only for a migration too.
alter table audit_events add column target_name text;

-- The foreign key stands in the table: one that is added later looks at the rows of users, which its owner may not see.
create table sign_in_refusals (
  user_id uuid not null,
  untold integer not null default 0,
  told_at timestamptz(3),
  constraint sign_in_refusals_pkey primary key (user_id),
  constraint sign_in_refusals_user_id_fkey foreign key (user_id) references users (id)
    on delete cascade on update cascade
);

-- A sign-in is of the installation, not of a tenant: the application role never sees these counts.
alter table sign_in_refusals enable row level security;
alter table sign_in_refusals force row level security;
create policy across_find on sign_in_refusals for select to mailgrant_system using (true);
create policy across_make on sign_in_refusals for insert to mailgrant_system with check (true);
create policy across_count on sign_in_refusals for update to mailgrant_system using (true);
grant select, insert, update (untold, told_at) on sign_in_refusals to mailgrant_system;
