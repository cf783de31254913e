-- The virus scanner a tenant has its uploads looked at by, where the operator has set none for all.
set row_security = off;

create table virus_scanners (
  tenant_id uuid not null,
  host text not null,
  port integer not null,
  constraint virus_scanners_pkey primary key (tenant_id),
  constraint virus_scanners_tenant_id_fkey foreign key (tenant_id) references tenants (id)
    on delete cascade on update cascade
);

alter table virus_scanners enable row level security;
alter table virus_scanners force row level security;
create policy in_tenant on virus_scanners to mailgrant_app
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on virus_scanners to mailgrant_app;
