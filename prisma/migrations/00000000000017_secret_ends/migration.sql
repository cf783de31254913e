-- The day a secret ends has a source: whoever entered it, the provider's own list, or the certificate itself.
set row_security = off;

create type secret_end_source as enum ('entered', 'provider', 'certificate');

alter table connections
  add column secret_end_source secret_end_source,
  -- When the provider's list was last read.
  add column secret_end_read_at timestamptz(3),
  -- Since when that list does not name what this connection shows.
  add column secret_unlisted_at timestamptz(3),
  -- When the worker looks again; null: not before somebody connects, verifies or activates.
  add column secret_end_due_at timestamptz(3);

-- What is there already was typed in, but for the ends that certificates told. The owner is fenced too: not meanwhile.
alter table connections no force row level security;
update connections
   set secret_end_source = (
         case
           when settings ->> 'clientAuthentication' in ('certificate', 'private_key_jwt') then 'certificate'
           else 'entered'
         end
       )::secret_end_source
 where client_secret_expires_at is not null;

-- Over a day: the lists of all are not read at once.
update connections set secret_end_due_at = now() + random() * interval '1 day' where stage = 'active';
alter table connections force row level security;

create index connections_secret_end_due_at_idx on connections (secret_end_due_at);

-- The worker finds those of every tenant, by that time alone.
create policy across_secret_ends on connections for select to mailgrant_system using (secret_end_due_at is not null);
grant select (secret_end_due_at) on connections to mailgrant_system;
