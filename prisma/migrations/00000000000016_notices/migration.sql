-- Warnings before a connection dies: what is so of it (notices), how it was told (steps), and who else wants to know
-- (webhooks, and what waits for them).
set row_security = off;

-- One row for each thing that is so of a connection, for as long as it is.
create table notices (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  connection_id uuid not null,
  kind text not null,
  about text not null,
  opened_at timestamptz(3) not null,
  ends_at timestamptz(3),
  next_step_at timestamptz(3),
  closed_at timestamptz(3),
  constraint notices_pkey primary key (id),
  constraint notices_tenant_id_id_key unique (tenant_id, id),
  constraint notices_tenant_id_fkey foreign key (tenant_id) references tenants (id)
    on delete cascade on update cascade,
  constraint notices_tenant_id_connection_id_fkey foreign key (tenant_id, connection_id)
    references connections (tenant_id, id) on delete cascade on update cascade
);
create unique index notices_one_open_of_a_kind on notices (connection_id, kind) where closed_at is null;
create index notices_closed_at_idx on notices (closed_at) where closed_at is not null;

-- Each step is told once. The row is what is still to be told by e-mail.
create table notice_steps (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  notice_id uuid not null,
  step text not null,
  at timestamptz(3) not null,
  mail_state text not null default 'waiting',
  mail_attempts integer not null default 0,
  mail_next_at timestamptz(3),
  mail_by text,
  mail_people uuid[] not null default '{}',
  mail_at timestamptz(3),
  mail_problem text,
  constraint notice_steps_pkey primary key (id),
  constraint notice_steps_tenant_id_fkey foreign key (tenant_id) references tenants (id)
    on delete cascade on update cascade,
  constraint notice_steps_tenant_id_notice_id_fkey foreign key (tenant_id, notice_id)
    references notices (tenant_id, id) on delete cascade on update cascade
);
create unique index notice_steps_told_once on notice_steps (notice_id, step);
create index notice_steps_mail_next_at_idx on notice_steps (mail_next_at) where mail_next_at is not null;

create table webhooks (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  name text not null,
  url text not null,
  events text[] not null,
  is_enabled boolean not null default true,
  secret text not null,
  secret_version integer not null default 1,
  old_secret text,
  old_secret_until timestamptz(3),
  created_at timestamptz(3) not null default now(),
  constraint webhooks_pkey primary key (id),
  constraint webhooks_tenant_id_id_key unique (tenant_id, id),
  constraint webhooks_tenant_id_fkey foreign key (tenant_id) references tenants (id)
    on delete cascade on update cascade
);

-- What a webhook is told, until it took it; kept for thirty days.
create table webhook_deliveries (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  webhook_id uuid not null,
  event text not null,
  about_id uuid,
  body text not null,
  at timestamptz(3) not null,
  status text not null default 'waiting',
  attempts integer not null default 0,
  last_attempt_at timestamptz(3),
  next_attempt_at timestamptz(3),
  response_status integer,
  problem text,
  constraint webhook_deliveries_pkey primary key (id),
  constraint webhook_deliveries_tenant_id_fkey foreign key (tenant_id) references tenants (id)
    on delete cascade on update cascade,
  constraint webhook_deliveries_tenant_id_webhook_id_fkey foreign key (tenant_id, webhook_id)
    references webhooks (tenant_id, id) on delete cascade on update cascade
);
create index webhook_deliveries_next_attempt_at_idx on webhook_deliveries (next_attempt_at)
  where next_attempt_at is not null;
create index webhook_deliveries_webhook_id_at_idx on webhook_deliveries (webhook_id, at);
create index webhook_deliveries_about_id_idx on webhook_deliveries (about_id) where about_id is not null;
create index webhook_deliveries_at_idx on webhook_deliveries (at);

-- What the worker looks for among all connections is a small part of them, read from the indexes alone.
create index connections_in_trouble_idx on connections (id) include (tenant_id, stage, health)
  where stage = 'active' and health in ('invalid', 'needs_consent', 'blocked');
create index connections_secret_end_idx on connections (client_secret_expires_at) include (id, tenant_id, stage)
  where stage = 'active' and client_secret_expires_at is not null;
create index grants_named_end_idx on grants (refresh_token_expires_at) where refresh_token_expires_at is not null;

do $$
declare
  name text;
begin
  foreach name in array array['notices', 'notice_steps', 'webhooks', 'webhook_deliveries'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy in_tenant on %I to mailgrant_app
         using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))', name);
    execute format('grant select, insert, update, delete on %I to mailgrant_app', name);
  end loop;
end
$$;

-- Across tenants: which of those in use are to be warned of, and whose mail or delivery is due. What is told is read
-- and written in the tenant.
create policy across_warn on connections for select to mailgrant_system using (stage = 'active');
grant select (health, client_secret_expires_at) on connections to mailgrant_system;
create policy across_find on notices for select to mailgrant_system using (true);
create policy across_forget on notices for delete to mailgrant_system using (closed_at < now() - interval '30 days');
grant select (id, tenant_id, connection_id, kind, ends_at, next_step_at, closed_at), delete on notices to mailgrant_system;
create policy across_find on notice_steps for select to mailgrant_system using (true);
grant select (id, tenant_id, mail_next_at) on notice_steps to mailgrant_system;
create policy across_find on webhook_deliveries for select to mailgrant_system using (true);
create policy across_forget on webhook_deliveries for delete to mailgrant_system using (at < now() - interval '30 days');
grant select (id, tenant_id, webhook_id, next_attempt_at, at), delete on webhook_deliveries to mailgrant_system;
