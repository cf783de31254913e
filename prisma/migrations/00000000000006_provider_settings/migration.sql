-- What only one provider asks for is kept by name: another provider brings other names and no column.
set row_security = off;

alter table connections add column settings jsonb not null default '{}';

-- Policies are forced upon the owner too, who then would change no row and hear nothing of it.
alter table connections no force row level security;
alter table consent_attempts no force row level security;
alter table grant_events no force row level security;
update connections set settings = jsonb_build_object('directoryId', directory_id);

-- What was observed holds the settings of that moment, from which its sentences are made.
update connections
  set problem = jsonb_set(problem, '{facts}', (problem -> 'facts') - 'directoryId' || jsonb_build_object(
    'settings', jsonb_build_object('directoryId', problem #> '{facts,directoryId}')))
  where problem -> 'facts' ? 'directoryId';
update connections
  set last_test = jsonb_set(last_test, '{problem,facts}', (last_test #> '{problem,facts}') - 'directoryId' ||
    jsonb_build_object('settings', jsonb_build_object('directoryId', last_test #> '{problem,facts,directoryId}')))
  where last_test #> '{problem,facts}' ? 'directoryId';
update consent_attempts
  set outcome = jsonb_set(outcome, '{facts}', (outcome -> 'facts') - 'directoryId' || jsonb_build_object(
    'settings', jsonb_build_object('directoryId', outcome #> '{facts,directoryId}')))
  where outcome -> 'facts' ? 'directoryId';
update grant_events
  set reply = jsonb_set(reply, '{problem,facts}', (reply #> '{problem,facts}') - 'directoryId' || jsonb_build_object(
    'settings', jsonb_build_object('directoryId', reply #> '{problem,facts,directoryId}')))
  where reply #> '{problem,facts}' ? 'directoryId';
alter table connections force row level security;
alter table grant_events force row level security;
alter table consent_attempts force row level security;

alter table connections drop column directory_id;
