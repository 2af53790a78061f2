-- CreateTable
CREATE TABLE "objective_ownership" (
    "objective_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "saved_by" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "objective_ownership_pkey" PRIMARY KEY ("objective_id","revision")
);

-- CreateTable
CREATE TABLE "review_rules" (
    "version" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "saved_by" TEXT NOT NULL,
    "in_force_from" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_rules_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "objective_period" (
    "objective_id" TEXT NOT NULL,
    "period_from" TIMESTAMPTZ(3) NOT NULL,
    "period_to" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "level" JSONB NOT NULL,
    "assessed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "objective_period_pkey" PRIMARY KEY ("objective_id","period_from")
);

-- CreateTable
CREATE TABLE "breach" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_name" TEXT NOT NULL,
    "objective_id" TEXT,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT,
    "period_from" TIMESTAMPTZ(3) NOT NULL,
    "period_to" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "breach_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "breach_cause" (
    "breach_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "facts" JSONB NOT NULL,

    CONSTRAINT "breach_cause_pkey" PRIMARY KEY ("breach_id","kind")
);

-- CreateTable
CREATE TABLE "breach_closing" (
    "breach_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "closed_by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "breach_closing_pkey" PRIMARY KEY ("breach_id")
);

-- CreateTable
CREATE TABLE "root_cause" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "root_cause_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "root_cause_version" (
    "root_cause_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "canonical" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "author_person" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "root_cause_version_pkey" PRIMARY KEY ("root_cause_id","version")
);

-- CreateTable
CREATE TABLE "root_cause_sign_off" (
    "root_cause_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "signed_by" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "root_cause_sign_off_pkey" PRIMARY KEY ("root_cause_id","version")
);

-- CreateTable
CREATE TABLE "review_action" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "origin_kind" TEXT NOT NULL,
    "origin_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "evidence" TEXT,
    "settled_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "review_action_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "retrospective" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "objective_id" TEXT NOT NULL,
    "scheduled_at" TIMESTAMPTZ(3) NOT NULL,
    "held_at" TIMESTAMPTZ(3),
    "findings" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retrospective_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "retrospective_breach" (
    "retrospective_id" TEXT NOT NULL,
    "breach_id" TEXT NOT NULL,

    CONSTRAINT "retrospective_breach_pkey" PRIMARY KEY ("retrospective_id","breach_id")
);

-- CreateTable
CREATE TABLE "review_meeting" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "title" TEXT NOT NULL,
    "scheduled_at" TIMESTAMPTZ(3) NOT NULL,
    "held_at" TIMESTAMPTZ(3),
    "agenda" JSONB,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_meeting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_attendance" (
    "kind" TEXT NOT NULL,
    "review_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "is_required" BOOLEAN NOT NULL,
    "attended" BOOLEAN,

    CONSTRAINT "review_attendance_pkey" PRIMARY KEY ("kind","review_id","user_id")
);

-- CreateTable
CREATE TABLE "meeting_decision" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "meeting_id" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT,
    "subject_name" TEXT,
    "text" TEXT NOT NULL,
    "replaces" TEXT,
    "decided_by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "meeting_decision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "breach_number_key" ON "breach"("number");

-- CreateIndex
CREATE INDEX "breach_objective_id_period_from_idx" ON "breach"("objective_id", "period_from");

-- CreateIndex
CREATE INDEX "breach_service_id_idx" ON "breach"("service_id");

-- CreateIndex
CREATE UNIQUE INDEX "breach_subject_kind_subject_id_period_from_key" ON "breach"("subject_kind", "subject_id", "period_from");

-- CreateIndex
CREATE UNIQUE INDEX "root_cause_number_key" ON "root_cause"("number");

-- CreateIndex
CREATE UNIQUE INDEX "root_cause_subject_kind_subject_id_key" ON "root_cause"("subject_kind", "subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "review_action_number_key" ON "review_action"("number");

-- CreateIndex
CREATE INDEX "review_action_origin_kind_origin_id_idx" ON "review_action"("origin_kind", "origin_id");

-- CreateIndex
CREATE INDEX "review_action_state_due_at_idx" ON "review_action"("state", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "retrospective_number_key" ON "retrospective"("number");

-- CreateIndex
CREATE INDEX "retrospective_objective_id_idx" ON "retrospective"("objective_id");

-- CreateIndex
CREATE INDEX "retrospective_breach_breach_id_idx" ON "retrospective_breach"("breach_id");

-- CreateIndex
CREATE UNIQUE INDEX "review_meeting_number_key" ON "review_meeting"("number");

-- CreateIndex
CREATE INDEX "review_meeting_scheduled_at_idx" ON "review_meeting"("scheduled_at");

-- CreateIndex
CREATE INDEX "review_attendance_user_id_idx" ON "review_attendance"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "meeting_decision_number_key" ON "meeting_decision"("number");

-- CreateIndex
CREATE UNIQUE INDEX "meeting_decision_replaces_key" ON "meeting_decision"("replaces");

-- CreateIndex
CREATE INDEX "meeting_decision_subject_kind_subject_id_idx" ON "meeting_decision"("subject_kind", "subject_id");

-- AddForeignKey
ALTER TABLE "objective_ownership" ADD CONSTRAINT "objective_ownership_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective_period" ADD CONSTRAINT "objective_period_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "breach" ADD CONSTRAINT "breach_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "breach" ADD CONSTRAINT "breach_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "breach" ADD CONSTRAINT "breach_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "breach_cause" ADD CONSTRAINT "breach_cause_breach_id_fkey" FOREIGN KEY ("breach_id") REFERENCES "breach"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "breach_closing" ADD CONSTRAINT "breach_closing_breach_id_fkey" FOREIGN KEY ("breach_id") REFERENCES "breach"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "root_cause" ADD CONSTRAINT "root_cause_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "root_cause_version" ADD CONSTRAINT "root_cause_version_root_cause_id_fkey" FOREIGN KEY ("root_cause_id") REFERENCES "root_cause"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "root_cause_sign_off" ADD CONSTRAINT "root_cause_sign_off_root_cause_id_fkey" FOREIGN KEY ("root_cause_id") REFERENCES "root_cause"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_action" ADD CONSTRAINT "review_action_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "retrospective" ADD CONSTRAINT "retrospective_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "retrospective_breach" ADD CONSTRAINT "retrospective_breach_retrospective_id_fkey" FOREIGN KEY ("retrospective_id") REFERENCES "retrospective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "retrospective_breach" ADD CONSTRAINT "retrospective_breach_breach_id_fkey" FOREIGN KEY ("breach_id") REFERENCES "breach"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_attendance" ADD CONSTRAINT "review_attendance_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "meeting_decision" ADD CONSTRAINT "meeting_decision_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "review_meeting"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What happened, was written, signed and decided is append-only, as every decision is.
revoke update, delete, truncate on objective_ownership, review_rules, objective_period, breach, breach_cause, breach_closing, root_cause,
  root_cause_version, root_cause_sign_off, retrospective_breach, meeting_decision from signalbox_app;
revoke delete, truncate on review_action, retrospective, review_meeting from signalbox_app;
create trigger objective_ownership_append_only before update or delete or truncate on objective_ownership
  for each statement execute function refuse_change();
create trigger review_rules_append_only before update or delete or truncate on review_rules
  for each statement execute function refuse_change();
create trigger objective_period_append_only before update or delete or truncate on objective_period
  for each statement execute function refuse_change();
create trigger breach_append_only before update or delete or truncate on breach
  for each statement execute function refuse_change();
create trigger breach_cause_append_only before update or delete or truncate on breach_cause
  for each statement execute function refuse_change();
create trigger breach_closing_append_only before update or delete or truncate on breach_closing
  for each statement execute function refuse_change();
create trigger root_cause_append_only before update or delete or truncate on root_cause
  for each statement execute function refuse_change();
create trigger root_cause_version_append_only before update or delete or truncate on root_cause_version
  for each statement execute function refuse_change();
create trigger root_cause_sign_off_append_only before update or delete or truncate on root_cause_sign_off
  for each statement execute function refuse_change();
create trigger retrospective_breach_append_only before update or delete or truncate on retrospective_breach
  for each statement execute function refuse_change();
create trigger meeting_decision_append_only before update or delete or truncate on meeting_decision
  for each statement execute function refuse_change();

alter table breach add constraint breach_subject check (
  period_to > period_from and subject_kind in ('objective', 'clock')
  and (subject_kind = 'objective') = (objective_id is not null));
alter table breach_cause add constraint breach_cause_kind check (kind in ('period_missed', 'budget_spent', 'clock_breached'));
alter table breach_closing add constraint breach_closing_outcome check (outcome in ('remedied', 'accepted', 'false_positive'));
alter table root_cause add constraint root_cause_subject check (subject_kind in ('breach', 'deployment'));
alter table review_action add constraint review_action_state check (
  state in ('open', 'done', 'dropped') and (state = 'open') = (settled_at is null)
  and (state = 'open' or evidence is not null));
alter table retrospective add constraint retrospective_held check ((held_at is null) = (findings is null));
alter table review_meeting add constraint review_meeting_held check ((held_at is null) = (agenda is null));

-- Nobody signs what they wrote, not by a statement past the application either; and only bytes that are stored are signed.
create function refuse_own_root_cause_sign_off() returns trigger language plpgsql as $$
begin
  if exists (select from root_cause_version where root_cause_id = new.root_cause_id and author_person = new.person) then
    raise exception 'a root cause is signed by a person who wrote none of it'
      using errcode = 'check_violation', constraint = 'root_cause_other_person';
  end if;
  if not exists (
    select from root_cause_version
    where root_cause_id = new.root_cause_id and version = new.version and content_hash = new.content_hash
  ) then
    raise exception 'a sign-off names a version that is stored'
      using errcode = 'check_violation', constraint = 'root_cause_signed_content';
  end if;
  return new;
end $$;
create trigger root_cause_other_person before insert on root_cause_sign_off
  for each row execute function refuse_own_root_cause_sign_off();

-- What is required unless somebody decides otherwise.
insert into review_rules (version, rules, reason, saved_by, in_force_from) values (1, '{
  "rootCause": {"breachTiers": [0, 1, 2], "failedChangeTiers": [0, 1, 2], "dueDays": 5, "withinDays": 90},
  "repeated": {"breaches": 2, "periods": 4},
  "agenda": {"waiverDays": 14, "emergencyDays": 14},
  "stale": {"periods": 4, "measuredDays": 7, "missFactor": 5}
}', 'The rules that every installation begins with.', 'Signalbox', '1970-01-01');
