-- CreateTable
CREATE TABLE "objective_change" (
    "objective_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "what" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "by_person" TEXT,
    "by_name" TEXT NOT NULL,
    "reason" TEXT,
    "plan_hash" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "objective_change_pkey" PRIMARY KEY ("objective_id","revision")
);

-- CreateTable
CREATE TABLE "objective_sign_off" (
    "id" BIGSERIAL NOT NULL,
    "objective_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "party" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "signed_by" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "objective_sign_off_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "objective_sign_off_objective_id_revision_party_key" ON "objective_sign_off"("objective_id", "revision", "party");

-- CreateIndex
CREATE UNIQUE INDEX "objective_sign_off_objective_id_revision_person_key" ON "objective_sign_off"("objective_id", "revision", "person");

-- AddForeignKey
ALTER TABLE "objective_change" ADD CONSTRAINT "objective_change_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective_sign_off" ADD CONSTRAINT "objective_sign_off_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What changed and who signed is append-only, as every decision is.
revoke update, delete, truncate on objective_change, objective_sign_off from signalbox_app;
create trigger objective_change_append_only before update or delete or truncate on objective_change
  for each statement execute function refuse_change();
create trigger objective_sign_off_append_only before update or delete or truncate on objective_sign_off
  for each statement execute function refuse_change();
alter table objective_change add constraint objective_change_what check (
  (what = 'created' and before is null and after is not null) or (what = 'changed' and before is not null and after is not null)
  or (what = 'retired' and before is not null and after is null));
alter table objective_sign_off add constraint objective_sign_off_party check (party in ('product', 'operations', 'security'));

-- Nobody signs what they wrote, and nobody signs what is not there any more, not by a statement past the application either.
create function refuse_own_sign_off() returns trigger language plpgsql as $$
begin
  if exists (select from objective_change where objective_id = new.objective_id and revision = new.revision and by_person = new.person) then
    raise exception 'an objective is signed by others than the person who wrote it'
      using errcode = 'check_violation', constraint = 'objective_sign_off_other_person';
  end if;
  if not exists (select from objective where id = new.objective_id and revision = new.revision and retired_at is null) then
    raise exception 'an objective is signed as it is now'
      using errcode = 'check_violation', constraint = 'objective_sign_off_present';
  end if;
  return new;
end $$;
create trigger objective_sign_off_other_person before insert on objective_sign_off
  for each row execute function refuse_own_sign_off();
