-- Guessing passwords is limited, without giving anybody the means to lock another out.
set row_security = off;

alter table sign_in_refusals add column limited_told_at timestamptz(3);

-- One row per try and budget it counts against; a try that succeeds is taken out again.
create table sign_in_tries (
  id uuid not null,
  budget bytea not null,
  at timestamptz(3) not null,
  pending boolean not null default true,
  constraint sign_in_tries_pkey primary key (id, budget)
);
create index sign_in_tries_budget_at_idx on sign_in_tries (budget, at);
create index sign_in_tries_at_idx on sign_in_tries (at);

create table known_places (
  user_id uuid not null,
  place bytea not null,
  seen_at timestamptz(3) not null,
  constraint known_places_pkey primary key (user_id, place),
  constraint known_places_user_id_fkey foreign key (user_id) references users (id)
    on delete cascade on update cascade
);

-- Of the installation, not of a tenant: the application role never sees them.
alter table sign_in_tries enable row level security;
alter table sign_in_tries force row level security;
create policy across_find on sign_in_tries for select to mailgrant_system using (true);
create policy across_make on sign_in_tries for insert to mailgrant_system with check (true);
create policy across_settle on sign_in_tries for update to mailgrant_system using (true);
create policy across_remove on sign_in_tries for delete to mailgrant_system using (true);
alter table known_places enable row level security;
alter table known_places force row level security;
create policy across_find on known_places for select to mailgrant_system using (true);
create policy across_make on known_places for insert to mailgrant_system with check (true);
create policy across_touch on known_places for update to mailgrant_system using (true);
create policy across_forget on known_places for delete to mailgrant_system using (seen_at < now());

grant update (limited_told_at) on sign_in_refusals to mailgrant_system;
grant select, insert, update (pending), delete on sign_in_tries to mailgrant_system;
grant select, insert, update (seen_at), delete on known_places to mailgrant_system;

-- Takes one try out of every budget, or out of none: `free_at` says when the fullest has room again; `busy` that the
-- room is held by tries which are still being looked at. In one call, because a statement sees only what was committed
-- before it began: the count has to be a statement after the lock.
create function claim_sign_in_try(budgets bytea[], limits int[], lasts interval, settles interval,
  out try_id uuid, out free_at timestamptz, out busy boolean)
language plpgsql security invoker as $$
declare
  started timestamptz;
  nth timestamptz;
begin
  -- Always in the same order, so that two who share budgets wait for each other and never both.
  perform pg_advisory_xact_lock(hashtextextended(encode(budget, 'hex'), 0))
    from (select unnest(budgets) as budget order by 1) as ordered;
  -- The clock of the database is the one that all processes share; read after the wait.
  started := clock_timestamp();
  busy := false;
  for i in 1 .. cardinality(budgets) loop
    select t.at into nth from sign_in_tries t
      where t.budget = budgets[i] and t.at > started - lasts and (not t.pending or t.at < started - settles)
      order by t.at desc offset limits[i] - 1 limit 1;
    if found then
      free_at := greatest(free_at, nth + lasts);
    elsif (select count(*) from sign_in_tries t where t.budget = budgets[i] and t.at > started - lasts) >= limits[i] then
      busy := true;
    end if;
  end loop;
  if free_at is null and not busy then
    try_id := gen_random_uuid();
    insert into sign_in_tries (id, budget, at) select try_id, unnest(budgets), started;
  end if;
  delete from sign_in_tries where (id, budget) in (
    select t.id, t.budget from sign_in_tries t where t.at <= started - lasts limit 1000 for update skip locked);
end
$$;
