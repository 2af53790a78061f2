-- What Prisma cannot express: the run-time role, append-only tables, checks, and the one-active-rollout rule.

-- The role that the application acts as. It does not log in; run-time connections take it on.
do $$
begin
  if not exists (select from pg_roles where rolname = 'signalbox_app') then
    create role signalbox_app nologin;
  end if;
  execute format('grant signalbox_app to %I', current_user);
exception when unique_violation or duplicate_object then null;
end $$;

grant usage on schema public to signalbox_app;
grant select, insert, update, delete on all tables in schema public to signalbox_app;
grant usage, select on all sequences in schema public to signalbox_app;
alter default privileges in schema public grant select, insert, update, delete on tables to signalbox_app;
alter default privileges in schema public grant usage, select on sequences to signalbox_app;

-- Append-only: grants for the application's role, a trigger for everybody else.
revoke update, delete, truncate on audit_event, rollout_snapshot, rollout_template_version from signalbox_app;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;

create trigger audit_event_append_only before update or delete or truncate on audit_event
  for each statement execute function refuse_change();
create trigger rollout_snapshot_append_only before update or delete or truncate on rollout_snapshot
  for each statement execute function refuse_change();
create trigger rollout_template_version_append_only before update or truncate on rollout_template_version
  for each statement execute function refuse_change();

-- The time of a record is the database's, whatever the sender says.
create function stamp_audit_time() returns trigger language plpgsql as $$
begin
  new.at := clock_timestamp();
  return new;
end $$;
create trigger audit_event_time before insert on audit_event for each row execute function stamp_audit_time();

-- One rollout at a time moves the traffic of a target.
create unique index rollout_one_active on rollout (target_id)
  where phase in ('preparing', 'shifting', 'baking', 'watching', 'rolling_back');
-- The control loop looks for work here only; finished rollouts cost nothing.
create index rollout_open on rollout (created_at)
  where phase in ('queued', 'preparing', 'shifting', 'baking', 'watching', 'rolling_back');

alter table app_user add constraint app_user_email_lower check (email = lower(email) and position('@' in email) > 1);
alter table service add constraint service_tier_range check (tier between 0 and 3);
alter table service add constraint service_slug_form check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');
alter table environment add constraint environment_slug_form check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');
alter table deployment add constraint deployment_attempt_positive check (attempt >= 1);
alter table change_window add constraint change_window_order check (starts_at < ends_at);
alter table rollout add constraint rollout_share_range check (desired_share_percent between 0 and 100);
create unique index target_slot_one_live on target_slot (target_id) where is_live;

-- The slow path keeps its own tables here and maintains them itself.
create schema if not exists pgboss authorization signalbox_app;
