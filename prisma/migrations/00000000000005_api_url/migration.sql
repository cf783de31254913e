-- The base of a transport's HTTP API is called the same at every provider.
set row_security = off;

-- Policies are forced upon the owner too, who then would change no row and hear nothing of it.
alter table connections no force row level security;
update connections
  set overrides = overrides - 'graphUrl' || jsonb_build_object('apiUrl', overrides -> 'graphUrl')
  where overrides ? 'graphUrl';
alter table connections force row level security;
