-- Who is used is renewed ahead of time, and every process hears at once what changes about a connection's tokens.
set row_security = off;

-- When somebody last took a token to send with. What exists counts as used now, and goes on as it did.
alter table grants add column last_used_at timestamptz(3) default now();
alter table grants alter column last_used_at drop default;

-- Heard by every process that keeps tokens in its memory (lib/db/hearing.ts), with the commit of what changed and never
-- without it; several changes of one connection in a transaction are one word. Triggers, so that no writer forgets.
create function tell_connection() returns trigger language plpgsql as $$
begin
  perform pg_notify('mailgrant_connections', old.tenant_id || '/' || old.id);
  return null;
end
$$;
create trigger tells after update or delete on connections for each row execute function tell_connection();

create function tell_grant() returns trigger language plpgsql as $$
begin
  perform pg_notify('mailgrant_connections', old.tenant_id || '/' || old.connection_id);
  return null;
end
$$;
-- The claim and the end of a lease, another refresh token, an end: not that it was used.
create trigger tells after update on grants for each row
  when ((old.fence, old.lease_until, old.stopped_at, old.refresh_token)
    is distinct from (new.fence, new.lease_until, new.stopped_at, new.refresh_token))
  execute function tell_grant();
create trigger tells_its_end after delete on grants for each row execute function tell_grant();

create function tell_access_token() returns trigger language plpgsql as $$
declare
  its record;
begin
  -- Gone where the grant goes too, which tells it then.
  select tenant_id, connection_id into its from grants
   where id = coalesce(new.grant_id, old.grant_id) and tenant_id = coalesce(new.tenant_id, old.tenant_id);
  if found then
    perform pg_notify('mailgrant_connections', its.tenant_id || '/' || its.connection_id);
  end if;
  return null;
end
$$;
create trigger tells after insert or update or delete on access_tokens
  for each row execute function tell_access_token();
