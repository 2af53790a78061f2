-- Minutes belong to targets and to synthetic checks alike.
-- DropForeignKey
ALTER TABLE "service_hour" DROP CONSTRAINT "service_hour_target_id_fkey";

-- CreateTable
CREATE TABLE "synthetic_check" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "journey" JSONB NOT NULL,
    "host" TEXT NOT NULL,
    "secrets" TEXT,
    "secret_names" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "interval_ms" INTEGER NOT NULL,
    "is_around_rollouts" BOOLEAN NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "next_due_at" TIMESTAMPTZ(3) NOT NULL,
    "counted_until" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "synthetic_check_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "synthetic_run" (
    "id" BIGSERIAL NOT NULL,
    "check_id" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "rollout_id" TEXT,
    "step_index" INTEGER,
    "asked_by" TEXT,
    "wanted_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "duration_ms" INTEGER,
    "step_ms" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "failed_step" INTEGER,
    "reason" TEXT,
    "excerpt" TEXT,
    "status" INTEGER,
    "share_percent" DOUBLE PRECISION,

    CONSTRAINT "synthetic_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "synthetic_check_slug_key" ON "synthetic_check"("slug");

-- CreateIndex
CREATE INDEX "synthetic_check_service_id_environment_id_idx" ON "synthetic_check"("service_id", "environment_id");

-- CreateIndex
CREATE INDEX "synthetic_check_next_due_at_idx" ON "synthetic_check"("next_due_at");

-- CreateIndex
CREATE INDEX "synthetic_run_check_id_id_idx" ON "synthetic_run"("check_id", "id" DESC);

-- CreateIndex
CREATE INDEX "synthetic_run_rollout_id_idx" ON "synthetic_run"("rollout_id");

-- AddForeignKey
ALTER TABLE "synthetic_check" ADD CONSTRAINT "synthetic_check_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "synthetic_check" ADD CONSTRAINT "synthetic_check_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "synthetic_run" ADD CONSTRAINT "synthetic_run_check_id_fkey" FOREIGN KEY ("check_id") REFERENCES "synthetic_check"("id") ON DELETE CASCADE ON UPDATE CASCADE;

alter table synthetic_check add constraint synthetic_check_interval check (interval_ms >= 10000);
alter table synthetic_run add constraint synthetic_run_cause
  check (cause in ('schedule', 'person', 'before', 'step', 'end', 'rolled_back'));
alter table synthetic_run add constraint synthetic_run_ended
  check ((ended_at is null) = (outcome is null) and (outcome is null or outcome in ('passed', 'failed', 'not_run')));

-- Runs that wait or run are few; each worker looks for them every second.
create index synthetic_run_open on synthetic_run (wanted_at) where ended_at is null;
-- A moment of a rollout wants a journey once, however many workers see it.
create unique index synthetic_run_moment on synthetic_run (check_id, rollout_id, cause, coalesce(step_index, -1))
  where rollout_id is not null;
-- How a journey ended is not rewritten.
create function refuse_ended_run() returns trigger language plpgsql as $$
begin
  if old.ended_at is not null
    and (to_jsonb(new) - 'excerpt') is distinct from (to_jsonb(old) - 'excerpt') then
    raise exception 'a run that ended stays as it is' using errcode = 'check_violation', constraint = 'synthetic_run_final';
  end if;
  return new;
end $$;
create trigger synthetic_run_final before update on synthetic_run
  for each row execute function refuse_ended_run();
-- Minutes read the newest scheduled runs of all checks.
create index synthetic_run_schedule on synthetic_run (wanted_at) where cause = 'schedule';
