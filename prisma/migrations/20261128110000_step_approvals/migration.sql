-- AlterTable
ALTER TABLE "rollout" ADD COLUMN     "started_by_person" TEXT;

-- CreateTable
CREATE TABLE "rollout_approval" (
    "rollout_id" TEXT NOT NULL,
    "step_index" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "approved_by_person" TEXT,
    "approved_by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "rollout_approval_pkey" PRIMARY KEY ("rollout_id","step_index")
);

-- AddForeignKey
ALTER TABLE "rollout_approval" ADD CONSTRAINT "rollout_approval_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rollouts of before: the first snapshot says who asked. The owner of a token that is gone cannot be told.
update rollout set started_by_person = (
  select case s.actor_kind
    when 'user' then s.actor_id
    when 'token' then coalesce((select t.owner_id from api_token t where t.id = s.actor_id), 'token:' || s.actor_id)
  end
  from rollout_snapshot s where s.rollout_id = rollout.id order by s.revision limit 1);

-- Nobody approves what they asked for, not by a statement past the application either.
create function refuse_own_approval() returns trigger language plpgsql as $$
begin
  if exists (
    select from rollout where id = new.rollout_id and started_by_person = new.approved_by_person
  ) then
    raise exception 'a step of a rollout is not approved by the person who started it'
      using errcode = 'check_violation', constraint = 'rollout_approval_other_person';
  end if;
  return new;
end $$;
create trigger rollout_approval_other_person before insert on rollout_approval
  for each row execute function refuse_own_approval();

-- Who started a rollout stays who started it.
create function refuse_new_starter() returns trigger language plpgsql as $$
begin
  raise exception 'who started a rollout does not change'
    using errcode = 'check_violation', constraint = 'rollout_starter_kept';
end $$;
create trigger rollout_starter_kept before update of started_by_person on rollout
  for each row when (old.started_by_person is distinct from new.started_by_person)
  execute function refuse_new_starter();

-- Append-only, as the snapshots are.
revoke update, delete, truncate on rollout_approval from signalbox_app;
