-- Keys are changed while the product runs (decision 0020).
set row_security = off;

-- One row for each time that keys were changed; the newest names the keys in use.
create table key_rotations (
  generation int not null,
  operator_kid text not null,
  began_at timestamptz(3) not null default now(),
  began_by text not null,
  constraint key_rotations_pkey primary key (generation)
);
grant select on key_rotations to mailgrant_app;
grant select, insert on key_rotations to mailgrant_system;

-- Every data key so far is the first of its tenant: nothing older is left to be sealed anew.
alter table data_keys drop column retired_at, add column resealed_at timestamptz(3) default now();
alter table data_keys alter column resealed_at drop default;
grant delete on data_keys to mailgrant_app;
grant select (resealed_at) on data_keys to mailgrant_system;

-- Which keys of the operator each running process holds, where they come from its environment.
create table key_holders (
  name text not null,
  kids text[] not null,
  seen_at timestamptz(3) not null,
  constraint key_holders_pkey primary key (name)
);
grant select, insert, update, delete on key_holders to mailgrant_system;

-- What a tenant has sealed is looked through when its keys are changed.
create index access_tokens_tenant_id_idx on access_tokens (tenant_id);
create index revocations_tenant_id_idx on revocations (tenant_id);
