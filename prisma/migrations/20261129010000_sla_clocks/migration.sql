-- CreateTable
CREATE TABLE "business_schedule" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "terms" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "business_schedule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "business_schedule_version" (
    "schedule_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "terms" JSONB NOT NULL,
    "saved_by" TEXT NOT NULL,
    "reason" TEXT,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "business_schedule_version_pkey" PRIMARY KEY ("schedule_id","version")
);

-- CreateTable
CREATE TABLE "clock_definition" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "terms" JSONB NOT NULL,
    "schedule_id" TEXT,
    "services" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "tiers" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "severities" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "applies_from" TIMESTAMPTZ(3) NOT NULL,
    "attached_until" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "clock_definition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clock_definition_version" (
    "definition_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "terms" JSONB NOT NULL,
    "saved_by" TEXT NOT NULL,
    "reason" TEXT,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "clock_definition_version_pkey" PRIMARY KEY ("definition_id","version")
);

-- CreateTable
CREATE TABLE "clock" (
    "id" TEXT NOT NULL,
    "definition_id" TEXT NOT NULL,
    "subject_key" TEXT NOT NULL,
    "service_id" TEXT,
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "is_pushed" BOOLEAN NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "is_void" BOOLEAN NOT NULL DEFAULT false,
    "inputs_hash" TEXT,
    "definition_version" INTEGER NOT NULL DEFAULT 0,
    "schedule_version" INTEGER,
    "looked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "clock_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clock_mark" (
    "id" BIGSERIAL NOT NULL,
    "clock_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "pause_id" TEXT,
    "reason" TEXT,
    "cap_ms" BIGINT,
    "evidence_url" TEXT,
    "note" TEXT,
    "external_id" TEXT,
    "by_person" TEXT,
    "by_name" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "clock_mark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clock_revision" (
    "clock_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "cause" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "by_name" TEXT NOT NULL,
    "definition_version" INTEGER NOT NULL,
    "schedule_version" INTEGER,
    "inputs" JSONB NOT NULL,
    "inputs_hash" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "is_void" BOOLEAN NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "clock_revision_pkey" PRIMARY KEY ("clock_id","revision")
);

-- CreateIndex
CREATE UNIQUE INDEX "business_schedule_slug_key" ON "business_schedule"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "clock_definition_slug_key" ON "clock_definition"("slug");

-- CreateIndex
CREATE INDEX "clock_subject_key_idx" ON "clock"("subject_key");

-- CreateIndex
CREATE INDEX "clock_due_at_idx" ON "clock"("due_at");

-- CreateIndex
CREATE INDEX "clock_service_id_idx" ON "clock"("service_id");

-- CreateIndex
CREATE UNIQUE INDEX "clock_definition_id_subject_key_key" ON "clock"("definition_id", "subject_key");

-- CreateIndex
CREATE UNIQUE INDEX "clock_mark_clock_id_external_id_key" ON "clock_mark"("clock_id", "external_id");

-- CreateIndex
CREATE INDEX "incident_updated_at_idx" ON "incident"("updated_at");

-- AddForeignKey
ALTER TABLE "business_schedule_version" ADD CONSTRAINT "business_schedule_version_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "business_schedule"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clock_definition" ADD CONSTRAINT "clock_definition_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "business_schedule"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clock_definition_version" ADD CONSTRAINT "clock_definition_version_definition_id_fkey" FOREIGN KEY ("definition_id") REFERENCES "clock_definition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clock" ADD CONSTRAINT "clock_definition_id_fkey" FOREIGN KEY ("definition_id") REFERENCES "clock_definition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clock" ADD CONSTRAINT "clock_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clock_mark" ADD CONSTRAINT "clock_mark_clock_id_fkey" FOREIGN KEY ("clock_id") REFERENCES "clock"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clock_revision" ADD CONSTRAINT "clock_revision_clock_id_fkey" FOREIGN KEY ("clock_id") REFERENCES "clock"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was promised, what was told and what followed from it is append-only.
revoke update, delete, truncate on business_schedule_version, clock_definition_version, clock_mark, clock_revision from signalbox_app;
create trigger business_schedule_version_append_only before update or delete or truncate on business_schedule_version
  for each statement execute function refuse_change();
create trigger clock_definition_version_append_only before update or delete or truncate on clock_definition_version
  for each statement execute function refuse_change();
create trigger clock_mark_append_only before update or delete or truncate on clock_mark
  for each statement execute function refuse_change();
create trigger clock_revision_append_only before update or delete or truncate on clock_revision
  for each statement execute function refuse_change();
alter table business_schedule add constraint business_schedule_slug_form check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');
alter table clock_definition add constraint clock_definition_slug_form check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');
-- No pause without a reason and an end, not by a statement past the application either.
alter table clock_mark add constraint clock_mark_form check (
  (kind in ('opened', 'acknowledged', 'resolved', 'reopened') and pause_id is null and cap_ms is null and external_id is not null)
  or (kind = 'paused' and pause_id is not null and reason is not null and cap_ms > 0)
  or (kind = 'resumed' and pause_id is not null));
