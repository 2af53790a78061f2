-- Commits, requests and runs of a repository mark the services that were deployed from it, also where the catalog names another.
create index deployment_said_repository on deployment ((said ->> 'repository'), service_id) where said is not null;
