-- CreateTable
CREATE TABLE "objective_hour" (
    "objective_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "good" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "counted" INTEGER NOT NULL,
    "unknown" INTEGER NOT NULL,
    "worth" BIGINT NOT NULL,

    CONSTRAINT "objective_hour_pkey" PRIMARY KEY ("objective_id","version","hour")
);

-- CreateTable
CREATE TABLE "objective_seal" (
    "objective_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "sealed_from" TIMESTAMPTZ(3) NOT NULL,
    "sealed_until" TIMESTAMPTZ(3) NOT NULL,
    "is_whole" BOOLEAN NOT NULL,

    CONSTRAINT "objective_seal_pkey" PRIMARY KEY ("objective_id")
);

-- CreateTable
CREATE TABLE "budget_policy" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tier" INTEGER NOT NULL,
    "environment_kinds" "environment_kind"[],
    "is_acting" BOOLEAN NOT NULL,
    "definition" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "budget_policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "budget_policy_version" (
    "policy_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "saved_by" TEXT NOT NULL,
    "reason" TEXT,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "budget_policy_version_pkey" PRIMARY KEY ("policy_id","version")
);

-- CreateTable
CREATE TABLE "budget_release" (
    "id" BIGSERIAL NOT NULL,
    "rollout_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "incident_id" TEXT,
    "by_person" TEXT,
    "by_name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "budget_release_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "budget_policy_slug_key" ON "budget_policy"("slug");

-- CreateIndex
CREATE INDEX "budget_policy_tier_idx" ON "budget_policy"("tier");

-- CreateIndex
CREATE INDEX "budget_release_rollout_id_idx" ON "budget_release"("rollout_id");

-- AddForeignKey
ALTER TABLE "objective_hour" ADD CONSTRAINT "objective_hour_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective_seal" ADD CONSTRAINT "objective_seal_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "budget_policy_version" ADD CONSTRAINT "budget_policy_version_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "budget_policy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "budget_release" ADD CONSTRAINT "budget_release_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What policies said, and who let a rollout go on, is append-only, as every decision is.
revoke update, delete, truncate on budget_policy_version, budget_release from signalbox_app;
create trigger budget_policy_version_append_only before update or delete or truncate on budget_policy_version
  for each statement execute function refuse_change();
create trigger budget_release_append_only before update or delete or truncate on budget_release
  for each statement execute function refuse_change();
alter table budget_policy add constraint budget_policy_slug_form check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');
alter table budget_policy add constraint budget_policy_tier check (tier between 0 and 3);
alter table budget_release add constraint budget_release_kind
  check (kind = 'approval' or (kind = 'incident_fix' and incident_id is not null));
-- Nobody approves what they asked for, not by a statement past the application either.
create function refuse_own_budget_approval() returns trigger language plpgsql as $$
begin
  if new.kind = 'approval' and exists (
    select from rollout where id = new.rollout_id and started_by_person = new.by_person
  ) then
    raise exception 'a held rollout is not let go by the person who started it'
      using errcode = 'check_violation', constraint = 'budget_release_other_person';
  end if;
  return new;
end $$;
create trigger budget_release_other_person before insert on budget_release
  for each row execute function refuse_own_budget_approval();
alter table objective_hour add constraint objective_hour_sums
  check (good between 0 and total and counted between 0 and 60 and unknown between 0 and 60 - counted and worth between 0 and counted);
