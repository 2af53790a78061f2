ALTER TYPE "deployment_origin" ADD VALUE 'pipeline' BEFORE 'import';

-- CreateEnum
CREATE TYPE "delivery_kind" AS ENUM ('normal', 'rollback', 'hotfix', 'redeploy', 'emergency', 'flag_only');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('received', 'parsed', 'ignored', 'dead');

-- AlterEnum
ALTER TYPE "deployment_state" ADD VALUE 'failed';

-- AlterTable
ALTER TABLE "deployment" ADD COLUMN     "change_owner" TEXT,
ADD COLUMN     "flags" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "from_commit" TEXT,
ADD COLUMN     "subject_key" TEXT,
ADD COLUMN     "ticket_key" TEXT,
ADD COLUMN     "to_commit" TEXT,
ADD COLUMN     "url" TEXT,
ADD COLUMN     "kind" "delivery_kind" NOT NULL DEFAULT 'normal';

UPDATE "deployment" SET "kind" = 'rollback' WHERE "origin" = 'rollback';

-- CreateTable
CREATE TABLE "event_source" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "secret" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "last_event_at" TIMESTAMPTZ(3),
    "poll_cursor" JSONB,
    "polled_at" TIMESTAMPTZ(3),
    "poll_error" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "event_source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" BIGSERIAL NOT NULL,
    "source_id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "sender_id" TEXT,
    "headers" JSONB NOT NULL,
    "body" BYTEA NOT NULL,
    "verification" TEXT NOT NULL,
    "state" "delivery_state" NOT NULL DEFAULT 'received',
    "outcome" TEXT,
    "detail" JSONB,
    "fact_count" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "parser_version" INTEGER,
    "handled_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_tally" (
    "source_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "count" BIGINT NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "last_detail" TEXT,

    CONSTRAINT "delivery_tally_pkey" PRIMARY KEY ("source_id","hour","outcome")
);

-- CreateTable
CREATE TABLE "signal_fact" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_key" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "source_id" TEXT NOT NULL,
    "delivery_id" BIGINT,
    "body" JSONB NOT NULL,

    CONSTRAINT "signal_fact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dirty_subject" (
    "subject_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "marked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,

    CONSTRAINT "dirty_subject_pkey" PRIMARY KEY ("subject_key")
);

-- CreateTable
CREATE TABLE "name_mapping" (
    "id" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "external_name" TEXT NOT NULL,
    "target_id" TEXT,
    "is_ignored" BOOLEAN NOT NULL DEFAULT false,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "mapped_by" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "name_mapping_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pipeline_run" (
    "subject_key" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "repository" TEXT,
    "service_id" TEXT,
    "environment_id" TEXT,
    "version" TEXT,
    "commit_sha" TEXT,
    "branch" TEXT,
    "state" TEXT NOT NULL,
    "queued_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "url" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pipeline_run_pkey" PRIMARY KEY ("subject_key")
);

-- CreateTable
CREATE TABLE "pipeline_stage" (
    "run_key" TEXT NOT NULL,
    "stage_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "queued_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "url" TEXT,

    CONSTRAINT "pipeline_stage_pkey" PRIMARY KEY ("run_key","stage_key")
);

-- CreateTable
CREATE TABLE "commit_fact" (
    "repository" TEXT NOT NULL,
    "sha" TEXT NOT NULL,
    "authored_at" TIMESTAMPTZ(3),
    "committed_at" TIMESTAMPTZ(3),
    "author" TEXT,
    "title" TEXT,
    "parents" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "paths" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "commit_fact_pkey" PRIMARY KEY ("repository","sha")
);

-- CreateTable
CREATE TABLE "change_request" (
    "subject_key" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "repository" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "author" TEXT,
    "state" TEXT NOT NULL,
    "url" TEXT,
    "opened_at" TIMESTAMPTZ(3),
    "ready_at" TIMESTAMPTZ(3),
    "first_commit_at" TIMESTAMPTZ(3),
    "first_review_at" TIMESTAMPTZ(3),
    "approved_at" TIMESTAMPTZ(3),
    "merged_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "merge_sha" TEXT,
    "head_sha" TEXT,
    "merge_style" TEXT,
    "commit_shas" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "ticket_keys" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "additions" INTEGER,
    "deletions" INTEGER,
    "changed_files" INTEGER,

    CONSTRAINT "change_request_pkey" PRIMARY KEY ("subject_key")
);

-- CreateTable
CREATE TABLE "change_ticket" (
    "subject_key" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "type" TEXT,
    "state" TEXT NOT NULL,
    "risk" TEXT,
    "url" TEXT,
    "opened_at" TIMESTAMPTZ(3),
    "approved_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "planned_start_at" TIMESTAMPTZ(3),
    "planned_end_at" TIMESTAMPTZ(3),
    "actual_start_at" TIMESTAMPTZ(3),
    "actual_end_at" TIMESTAMPTZ(3),
    "service_id" TEXT,

    CONSTRAINT "change_ticket_pkey" PRIMARY KEY ("subject_key")
);

-- CreateTable
CREATE TABLE "incident" (
    "id" TEXT NOT NULL,
    "subject_key" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "external_key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "severity" TEXT,
    "state" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "service_id" TEXT,
    "environment_id" TEXT,
    "detected_at" TIMESTAMPTZ(3) NOT NULL,
    "acknowledged_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "duplicate_of_key" TEXT,
    "named_causes" JSONB NOT NULL DEFAULT '[]',
    "url" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_event" (
    "incident_id" TEXT NOT NULL,
    "fact_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "what" TEXT NOT NULL,
    "by" TEXT,
    "detail" TEXT,

    CONSTRAINT "incident_event_pkey" PRIMARY KEY ("incident_id","fact_id")
);

-- CreateTable
CREATE TABLE "incident_link" (
    "id" TEXT NOT NULL,
    "incident_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "evidence" JSONB NOT NULL,
    "decided_by_kind" "actor_kind" NOT NULL,
    "decided_by" TEXT NOT NULL,
    "reason" TEXT,
    "rule_version" INTEGER NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "superseded_at" TIMESTAMPTZ(3),

    CONSTRAINT "incident_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dirty_lane" (
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "marked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "dirty_lane_pkey" PRIMARY KEY ("service_id","environment_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "event_source_slug_key" ON "event_source"("slug");

-- CreateIndex
CREATE INDEX "delivery_source_id_id_idx" ON "delivery"("source_id", "id" DESC);

-- CreateIndex
CREATE INDEX "delivery_state_id_idx" ON "delivery"("state", "id");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_source_id_sender_id_key" ON "delivery"("source_id", "sender_id");

-- CreateIndex
CREATE INDEX "signal_fact_subject_key_idx" ON "signal_fact"("subject_key");

-- CreateIndex
CREATE INDEX "signal_fact_kind_occurred_at_idx" ON "signal_fact"("kind", "occurred_at");

-- CreateIndex
CREATE INDEX "signal_fact_delivery_id_idx" ON "signal_fact"("delivery_id");

-- CreateIndex
CREATE INDEX "dirty_subject_marked_at_idx" ON "dirty_subject"("marked_at");

-- CreateIndex
CREATE INDEX "name_mapping_kind_target_id_idx" ON "name_mapping"("kind", "target_id");

-- CreateIndex
CREATE UNIQUE INDEX "name_mapping_source_id_kind_external_name_key" ON "name_mapping"("source_id", "kind", "external_name");

-- CreateIndex
CREATE INDEX "pipeline_run_service_id_started_at_idx" ON "pipeline_run"("service_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "pipeline_run_commit_sha_idx" ON "pipeline_run"("commit_sha");

-- CreateIndex
CREATE INDEX "pipeline_run_started_at_idx" ON "pipeline_run"("started_at" DESC);

-- CreateIndex
CREATE INDEX "commit_fact_sha_idx" ON "commit_fact"("sha");

-- CreateIndex
CREATE INDEX "change_request_merge_sha_idx" ON "change_request"("merge_sha");

-- CreateIndex
CREATE INDEX "change_request_head_sha_idx" ON "change_request"("head_sha");

-- CreateIndex
CREATE INDEX "change_request_merged_at_idx" ON "change_request"("merged_at");

-- CreateIndex
CREATE UNIQUE INDEX "change_request_repository_number_key" ON "change_request"("repository", "number");

-- CreateIndex
CREATE UNIQUE INDEX "change_ticket_system_key_key" ON "change_ticket"("system", "key");

-- CreateIndex
CREATE UNIQUE INDEX "incident_subject_key_key" ON "incident"("subject_key");

-- CreateIndex
CREATE INDEX "incident_service_id_detected_at_idx" ON "incident"("service_id", "detected_at" DESC);

-- CreateIndex
CREATE INDEX "incident_detected_at_idx" ON "incident"("detected_at" DESC);

-- CreateIndex
CREATE INDEX "incident_link_incident_id_idx" ON "incident_link"("incident_id");

-- CreateIndex
CREATE INDEX "incident_link_deployment_id_idx" ON "incident_link"("deployment_id");

-- CreateIndex
CREATE INDEX "dirty_lane_marked_at_idx" ON "dirty_lane"("marked_at");

-- CreateIndex
CREATE UNIQUE INDEX "deployment_subject_key_key" ON "deployment"("subject_key");

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "event_source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery_tally" ADD CONSTRAINT "delivery_tally_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "event_source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "name_mapping" ADD CONSTRAINT "name_mapping_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "event_source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pipeline_stage" ADD CONSTRAINT "pipeline_stage_run_key_fkey" FOREIGN KEY ("run_key") REFERENCES "pipeline_run"("subject_key") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_event" ADD CONSTRAINT "incident_event_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_link" ADD CONSTRAINT "incident_link_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_link" ADD CONSTRAINT "incident_link_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Facts are append-only, as the audit log is: a wrong one is answered by another, never rewritten.
revoke update, delete, truncate on signal_fact from signalbox_app;
create trigger signal_fact_append_only before update or delete or truncate on signal_fact
  for each statement execute function refuse_change();

-- The reader of deliveries looks for work here only.
create index delivery_waiting on delivery (id) where state = 'received';
create unique index incident_link_current on incident_link (incident_id, deployment_id) where superseded_at is null;
alter table delivery add constraint delivery_body_size check (octet_length(body) <= 8388608);
alter table incident_link add constraint incident_link_score_range check (score between 0 and 1);
alter table incident_link add constraint incident_link_verdict check (verdict in ('caused', 'not_caused'));
alter table name_mapping add constraint name_mapping_kind check (kind in ('service', 'environment'));
