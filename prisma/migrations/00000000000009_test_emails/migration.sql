-- Each test e-mail is a fact of its own in the history of its connection, and whoever acted is named there.
set row_security = off;

alter type grant_event_kind add value 'test_accepted';
alter type grant_event_kind add value 'test_refused';
alter type grant_event_kind add value 'test_unknown';

alter table grant_events add column actor_kind text, add column actor_name text;

-- What happened today.
create index grant_events_tenant_id_connection_id_at_idx on grant_events (tenant_id, connection_id, at);
