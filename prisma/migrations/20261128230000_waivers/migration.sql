-- CreateTable
CREATE TABLE "waiver" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "requested_at" TIMESTAMPTZ(3),
    "requested_by" TEXT NOT NULL,
    "renewal_of" TEXT,
    "closing" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" TEXT,
    "closed_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "waiver_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "waiver_revision" (
    "waiver_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "canonical" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "assessment" JSONB NOT NULL,
    "saved_by" TEXT NOT NULL,
    "saved_by_person" TEXT NOT NULL,
    "reason" TEXT,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "waiver_revision_pkey" PRIMARY KEY ("waiver_id","revision")
);

-- CreateTable
CREATE TABLE "waiver_approval" (
    "waiver_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "person" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "roles" TEXT[],
    "approved_by" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "waiver_approval_pkey" PRIMARY KEY ("waiver_id","revision","person")
);

-- CreateTable
CREATE TABLE "waiver_grant" (
    "waiver_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_early_at" TIMESTAMPTZ(3),

    CONSTRAINT "waiver_grant_pkey" PRIMARY KEY ("waiver_id","revision")
);

-- CreateTable
CREATE TABLE "waiver_review" (
    "waiver_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "findings" TEXT NOT NULL,
    "is_rule_to_change" BOOLEAN NOT NULL,
    "reviewed_by" TEXT NOT NULL,
    "reviewed_by_person" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "waiver_review_pkey" PRIMARY KEY ("waiver_id")
);

-- CreateTable
CREATE TABLE "emergency_release" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "rollout_id" TEXT NOT NULL,
    "incident_id" TEXT,
    "reason" TEXT NOT NULL,
    "passed" JSONB NOT NULL,
    "started_by" TEXT NOT NULL,
    "started_by_person" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "emergency_release_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "emergency_review" (
    "emergency_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "findings" TEXT NOT NULL,
    "is_objective_to_change" BOOLEAN NOT NULL,
    "reviewed_by" TEXT NOT NULL,
    "reviewed_by_person" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "emergency_review_pkey" PRIMARY KEY ("emergency_id")
);

-- CreateTable
CREATE TABLE "drill_schedule" (
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "every_days" INTEGER NOT NULL,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "drill_schedule_pkey" PRIMARY KEY ("service_id")
);

-- CreateTable
CREATE TABLE "rollback_drill" (
    "rollout_id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "took_ms" DOUBLE PRECISION NOT NULL,
    "done_at" TIMESTAMPTZ(3) NOT NULL,
    "note" TEXT NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollback_drill_pkey" PRIMARY KEY ("rollout_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "waiver_number_key" ON "waiver"("number");

-- CreateIndex
CREATE INDEX "waiver_service_id_environment_id_kind_idx" ON "waiver"("service_id", "environment_id", "kind");

-- CreateIndex
CREATE INDEX "waiver_ends_at_idx" ON "waiver"("ends_at");

-- CreateIndex
CREATE INDEX "waiver_grant_ends_at_idx" ON "waiver_grant"("ends_at");

-- CreateIndex
CREATE UNIQUE INDEX "emergency_release_number_key" ON "emergency_release"("number");

-- CreateIndex
CREATE UNIQUE INDEX "emergency_release_rollout_id_key" ON "emergency_release"("rollout_id");

-- CreateIndex
CREATE INDEX "emergency_release_service_id_environment_id_ends_at_idx" ON "emergency_release"("service_id", "environment_id", "ends_at");

-- CreateIndex
CREATE INDEX "rollback_drill_service_id_done_at_idx" ON "rollback_drill"("service_id", "done_at" DESC);

-- AddForeignKey
ALTER TABLE "waiver" ADD CONSTRAINT "waiver_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waiver" ADD CONSTRAINT "waiver_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waiver_revision" ADD CONSTRAINT "waiver_revision_waiver_id_fkey" FOREIGN KEY ("waiver_id") REFERENCES "waiver"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waiver_approval" ADD CONSTRAINT "waiver_approval_waiver_id_fkey" FOREIGN KEY ("waiver_id") REFERENCES "waiver"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waiver_grant" ADD CONSTRAINT "waiver_grant_waiver_id_fkey" FOREIGN KEY ("waiver_id") REFERENCES "waiver"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waiver_review" ADD CONSTRAINT "waiver_review_waiver_id_fkey" FOREIGN KEY ("waiver_id") REFERENCES "waiver"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "emergency_release" ADD CONSTRAINT "emergency_release_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "emergency_release" ADD CONSTRAINT "emergency_release_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "emergency_release" ADD CONSTRAINT "emergency_release_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "emergency_review" ADD CONSTRAINT "emergency_review_emergency_id_fkey" FOREIGN KEY ("emergency_id") REFERENCES "emergency_release"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill_schedule" ADD CONSTRAINT "drill_schedule_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drill_schedule" ADD CONSTRAINT "drill_schedule_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_drill" ADD CONSTRAINT "rollback_drill_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_drill" ADD CONSTRAINT "rollback_drill_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_drill" ADD CONSTRAINT "rollback_drill_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was written, approved and found is append-only, as every decision is.
revoke update, delete, truncate on waiver_revision, waiver_approval, waiver_review, emergency_release, emergency_review,
  rollback_drill from signalbox_app;
revoke delete, truncate on waiver, waiver_grant from signalbox_app;
create trigger waiver_revision_append_only before update or delete or truncate on waiver_revision
  for each statement execute function refuse_change();
create trigger waiver_approval_append_only before update or delete or truncate on waiver_approval
  for each statement execute function refuse_change();
create trigger waiver_review_append_only before update or delete or truncate on waiver_review
  for each statement execute function refuse_change();
create trigger emergency_release_append_only before update or delete or truncate on emergency_release
  for each statement execute function refuse_change();
create trigger emergency_review_append_only before update or delete or truncate on emergency_review
  for each statement execute function refuse_change();
create trigger rollback_drill_append_only before update or delete or truncate on rollback_drill
  for each statement execute function refuse_change();
create trigger waiver_grant_kept before delete or truncate on waiver_grant
  for each statement execute function refuse_change();

-- A rule is bent for a bounded time.
alter table waiver add constraint waiver_bounded check (ends_at > starts_at);
alter table waiver add constraint waiver_closing check (
  (closing is null) = (closed_at is null) and (closing is null or closing in ('rejected', 'withdrawn', 'revoked')));
alter table waiver_grant add constraint waiver_grant_bounded check (ends_at > starts_at);
alter table emergency_release add constraint emergency_release_bounded check (ends_at > started_at);
alter table drill_schedule add constraint drill_schedule_days check (every_days between 1 and 366);

-- A grant stays what it was; it can be ended earlier, once.
create function refuse_changed_grant() returns trigger language plpgsql as $$
begin
  if old.ended_early_at is not null or new.ended_early_at is null or new.ended_early_at >= old.ends_at
     or (new.waiver_id, new.revision, new.content_hash, new.starts_at, new.ends_at, new.granted_at)
        is distinct from (old.waiver_id, old.revision, old.content_hash, old.starts_at, old.ends_at, old.granted_at) then
    raise exception 'a grant of a waiver can only be ended early, once'
      using errcode = 'check_violation', constraint = 'waiver_grant_only_ends';
  end if;
  return new;
end $$;
create trigger waiver_grant_only_ends before update on waiver_grant
  for each row execute function refuse_changed_grant();

-- Nobody approves or reviews what they wrote, not by a statement past the application either.
create function refuse_own_waiver() returns trigger language plpgsql as $$
declare
  person text := case tg_table_name when 'waiver_approval' then to_jsonb(new) ->> 'person'
                 else to_jsonb(new) ->> 'reviewed_by_person' end;
begin
  if exists (select from waiver_revision where waiver_id = new.waiver_id and saved_by_person = person) then
    raise exception 'a waiver is approved and reviewed by persons who wrote none of it'
      using errcode = 'check_violation', constraint = 'waiver_other_person';
  end if;
  return new;
end $$;
create trigger waiver_approval_other_person before insert on waiver_approval
  for each row execute function refuse_own_waiver();
create trigger waiver_review_other_person before insert on waiver_review
  for each row execute function refuse_own_waiver();

-- A grant without the approval of exactly this content is none.
create function refuse_unapproved_grant() returns trigger language plpgsql as $$
begin
  if not exists (
    select from waiver_revision r
    join waiver_approval a on a.waiver_id = r.waiver_id and a.revision = r.revision and a.content_hash = r.content_hash
    where r.waiver_id = new.waiver_id and r.revision = new.revision and r.content_hash = new.content_hash
  ) then
    raise exception 'a waiver is granted by approvals of its content'
      using errcode = 'check_violation', constraint = 'waiver_grant_approved';
  end if;
  return new;
end $$;
create trigger waiver_grant_approved before insert on waiver_grant
  for each row execute function refuse_unapproved_grant();

-- Nobody reviews the emergency release that they started.
create function refuse_own_emergency_review() returns trigger language plpgsql as $$
begin
  if exists (
    select from emergency_release where id = new.emergency_id and started_by_person = new.reviewed_by_person
  ) then
    raise exception 'an emergency release is reviewed by another person than the one who started it'
      using errcode = 'check_violation', constraint = 'emergency_other_person';
  end if;
  return new;
end $$;
create trigger emergency_review_other_person before insert on emergency_review
  for each row execute function refuse_own_emergency_review();
