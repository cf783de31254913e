-- Mail goes out by plain SMTP too, with a password or without signing in, and through a proxy.
set row_security = off;

alter type grant_kind add value 'password';
alter type grant_kind add value 'none';

alter table connections
  add column proxy jsonb,
  add column proxy_password text,
  add column proxy_version integer not null default 1;
