-- AlterTable
ALTER TABLE "deployment" ADD COLUMN     "authorization" TEXT,
ADD COLUMN     "authorization_reason" TEXT,
ADD COLUMN     "kind_reason" TEXT,
ADD COLUMN     "said" JSONB;

-- AlterTable
ALTER TABLE "incident" ADD COLUMN     "last_heard_at" TIMESTAMPTZ(3),
ADD COLUMN     "person_duplicate_of_key" TEXT;

-- AlterTable
ALTER TABLE "service" ADD COLUMN     "attribution_hours" INTEGER,
ADD COLUMN     "repository_paths" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "incident_attribution" (
    "incident_id" TEXT NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "window_ms" BIGINT NOT NULL,
    "considered" JSONB NOT NULL,
    "flag_fact_id" TEXT,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "incident_attribution_pkey" PRIMARY KEY ("incident_id")
);

-- CreateTable
CREATE TABLE "alert" (
    "subject_key" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "severity" TEXT,
    "state" TEXT NOT NULL,
    "service_id" TEXT,
    "environment_id" TEXT,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "last_heard_at" TIMESTAMPTZ(3) NOT NULL,
    "counts_as_incident" BOOLEAN NOT NULL,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "url" TEXT,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("subject_key")
);

-- CreateTable
CREATE TABLE "flag_change" (
    "fact_id" TEXT NOT NULL,
    "subject_key" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "flag" TEXT NOT NULL,
    "service_id" TEXT,
    "environment_id" TEXT,
    "from_value" TEXT,
    "to_value" TEXT,
    "by" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "flag_change_pkey" PRIMARY KEY ("fact_id")
);

-- CreateTable
CREATE TABLE "quality_result" (
    "subject_key" TEXT NOT NULL,
    "suite" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "service_id" TEXT,
    "version" TEXT,
    "commit_sha" TEXT,
    "passed" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "skipped" INTEGER,
    "coverage_ratio" DOUBLE PRECISION,
    "duration_ms" DOUBLE PRECISION,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quality_result_pkey" PRIMARY KEY ("subject_key","suite")
);

-- CreateTable
CREATE TABLE "customer_signal" (
    "fact_id" TEXT NOT NULL,
    "subject_key" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "service_id" TEXT,
    "environment_id" TEXT,
    "version" TEXT,
    "title" TEXT,
    "metric" TEXT,
    "value" DOUBLE PRECISION,
    "url" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_signal_pkey" PRIMARY KEY ("fact_id")
);

-- CreateIndex
CREATE INDEX "incident_attribution_outcome_idx" ON "incident_attribution"("outcome");

-- CreateIndex
CREATE INDEX "alert_service_id_starts_at_idx" ON "alert"("service_id", "starts_at" DESC);

-- CreateIndex
CREATE INDEX "alert_starts_at_idx" ON "alert"("starts_at" DESC);

-- CreateIndex
CREATE INDEX "flag_change_subject_key_idx" ON "flag_change"("subject_key");

-- CreateIndex
CREATE INDEX "flag_change_environment_id_at_idx" ON "flag_change"("environment_id", "at" DESC);

-- CreateIndex
CREATE INDEX "quality_result_service_id_at_idx" ON "quality_result"("service_id", "at" DESC);

-- CreateIndex
CREATE INDEX "quality_result_commit_sha_idx" ON "quality_result"("commit_sha");

-- CreateIndex
CREATE INDEX "customer_signal_subject_key_idx" ON "customer_signal"("subject_key");

-- CreateIndex
CREATE INDEX "customer_signal_service_id_at_idx" ON "customer_signal"("service_id", "at" DESC);

-- CreateIndex
CREATE INDEX "change_request_repository_merged_at_idx" ON "change_request"("repository", "merged_at");

-- CreateIndex
CREATE INDEX "commit_fact_repository_committed_at_idx" ON "commit_fact"("repository", "committed_at");

-- CreateIndex
CREATE INDEX "deployment_service_id_environment_id_started_at_idx" ON "deployment"("service_id", "environment_id", "started_at");

-- AddForeignKey
ALTER TABLE "incident_attribution" ADD CONSTRAINT "incident_attribution_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

alter table incident_attribution add constraint incident_attribution_outcome
  check (outcome in ('deployment', 'flag_change', 'unattributed', 'duplicate', 'person'));
alter table deployment add constraint deployment_authorization
  check ("authorization" in ('authorized', 'unauthorized', 'not_required'));
alter table service add constraint service_attribution_hours check (attribution_hours between 1 and 720);
alter table quality_result add constraint quality_result_coverage check (coverage_ratio between 0 and 1);
-- What asks for a deployment by what its sender said of it: the run that did it.
create index deployment_said_run on deployment ((said ->> 'runKey')) where said is not null;
