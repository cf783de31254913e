-- What nobody touches for seven days is destroyed, and trying a connection out is limited.
set row_security = off;

-- When somebody last acted on it. What exists already counts as touched now: its end is said beforehand.
alter table connections add column touched_at timestamptz(3) not null default now();

-- The worker finds the candidates of every tenant, by their age alone.
create policy across_find on connections for select to mailgrant_system using (stage = 'candidate');
grant select (id, tenant_id, stage, touched_at) on connections to mailgrant_system;

-- One row per try of a connection: kept for as long as it counts.
create table tries (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  at timestamptz(3) not null,
  constraint tries_pkey primary key (id),
  constraint tries_tenant_id_fkey foreign key (tenant_id) references tenants (id)
    on delete cascade on update cascade
);
create index tries_tenant_id_at_idx on tries (tenant_id, at);

alter table tries enable row level security;
alter table tries force row level security;
create policy in_tenant on tries to mailgrant_app
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, delete on tries to mailgrant_app;

-- Takes one try out of the tenant's budget: null, or when there is room again. In one call, because a statement sees
-- only what was committed before it began: the count has to be a statement after the lock.
create function claim_try(tenant uuid, most int, lasts interval) returns timestamptz
language plpgsql security invoker as $$
declare
  started timestamptz;
  nth timestamptz;
begin
  perform pg_advisory_xact_lock(hashtextextended('try ' || tenant, 0));
  -- The clock of the database is the one that all processes share; read after the wait.
  started := clock_timestamp();
  delete from tries where tenant_id = tenant and at <= started - lasts;
  select at into nth from tries where tenant_id = tenant order by at desc offset most - 1 limit 1;
  if found then
    return nth + lasts;
  end if;
  insert into tries (tenant_id, at) values (tenant, started);
  return null;
end
$$;
