-- CreateTable
CREATE TABLE "anomaly_series" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "measure" TEXT NOT NULL,
    "service_id" TEXT,
    "environment_id" TEXT,
    "rhythm" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "last_point_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "anomaly_series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "anomaly_point" (
    "series_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "value" DOUBLE PRECISION,
    "trials" INTEGER,
    "verdict" TEXT NOT NULL,
    "excuse" TEXT,
    "expected" DOUBLE PRECISION,
    "low" DOUBLE PRECISION,
    "high" DOUBLE PRECISION,

    CONSTRAINT "anomaly_point_pkey" PRIMARY KEY ("series_id","at")
);

-- CreateTable
CREATE TABLE "anomaly_finding" (
    "id" TEXT NOT NULL,
    "series_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "onset_at" TIMESTAMPTZ(3) NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "before" DOUBLE PRECISION NOT NULL,
    "after" DOUBLE PRECISION NOT NULL,
    "size_sigma" DOUBLE PRECISION NOT NULL,
    "cause" JSONB,
    "deployment_id" TEXT,
    "recovered_at" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "reason" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "anomaly_finding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "risk_model" (
    "version" INTEGER NOT NULL,
    "trained_at" TIMESTAMPTZ(3) NOT NULL,
    "window_from" TIMESTAMPTZ(3) NOT NULL,
    "window_to" TIMESTAMPTZ(3) NOT NULL,
    "trained_by" TEXT NOT NULL,
    "model" JSONB NOT NULL,

    CONSTRAINT "risk_model_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "risk_score" (
    "deployment_id" TEXT NOT NULL,
    "model_version" INTEGER NOT NULL,
    "scored_at" TIMESTAMPTZ(3) NOT NULL,
    "probability" DOUBLE PRECISION,
    "level" TEXT NOT NULL,
    "indicators" JSONB NOT NULL,
    "contributions" JSONB NOT NULL,

    CONSTRAINT "risk_score_pkey" PRIMARY KEY ("deployment_id")
);

-- CreateTable
CREATE TABLE "delivery_target" (
    "id" TEXT NOT NULL,
    "measure" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "baseline" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "delivery_target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "cadence" JSONB NOT NULL,
    "time_zone" TEXT NOT NULL,
    "recipients" JSONB NOT NULL,
    "secret" TEXT,
    "next_run_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report_run" (
    "id" TEXT NOT NULL,
    "report_id" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "subject" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "report_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report_delivery" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "report_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "anomaly_series_key_key" ON "anomaly_series"("key");

-- CreateIndex
CREATE INDEX "anomaly_series_service_id_idx" ON "anomaly_series"("service_id");

-- CreateIndex
CREATE INDEX "anomaly_finding_found_at_id_idx" ON "anomaly_finding"("found_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "anomaly_finding_series_id_found_at_idx" ON "anomaly_finding"("series_id", "found_at");

-- CreateIndex
CREATE INDEX "anomaly_finding_deployment_id_idx" ON "anomaly_finding"("deployment_id");

-- CreateIndex
CREATE INDEX "risk_score_scored_at_idx" ON "risk_score"("scored_at" DESC);

-- CreateIndex
CREATE INDEX "delivery_target_measure_scope_set_at_idx" ON "delivery_target"("measure", "scope", "set_at" DESC);

-- CreateIndex
CREATE INDEX "report_next_run_at_idx" ON "report"("next_run_at");

-- CreateIndex
CREATE INDEX "report_run_report_id_made_at_idx" ON "report_run"("report_id", "made_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "report_run_report_id_due_at_key" ON "report_run"("report_id", "due_at");

-- CreateIndex
CREATE INDEX "report_delivery_state_next_attempt_at_idx" ON "report_delivery"("state", "next_attempt_at");

-- CreateIndex
CREATE UNIQUE INDEX "report_delivery_run_id_kind_address_key" ON "report_delivery"("run_id", "kind", "address");

-- AddForeignKey
ALTER TABLE "anomaly_point" ADD CONSTRAINT "anomaly_point_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "anomaly_series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "anomaly_finding" ADD CONSTRAINT "anomaly_finding_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "anomaly_series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "risk_score" ADD CONSTRAINT "risk_score_model_version_fkey" FOREIGN KEY ("model_version") REFERENCES "risk_model"("version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report_run" ADD CONSTRAINT "report_run_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "report"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report_delivery" ADD CONSTRAINT "report_delivery_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "report_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was said before an outcome is compared with it afterwards, so it is never said again in another way.
revoke update, delete, truncate on anomaly_point, risk_model, risk_score, delivery_target from signalbox_app;
create trigger risk_model_append_only before update or delete or truncate on risk_model
  for each statement execute function refuse_change();
create trigger risk_score_append_only before update or delete or truncate on risk_score
  for each statement execute function refuse_change();
create trigger delivery_target_append_only before update or delete or truncate on delivery_target
  for each statement execute function refuse_change();

alter table anomaly_series add constraint anomaly_series_rhythm check (rhythm in ('hourly', 'daily'));
alter table anomaly_point add constraint anomaly_point_verdict
  check (verdict in ('learning', 'unknown', 'excused', 'normal', 'alarm', 'recovered'));
alter table anomaly_finding add constraint anomaly_finding_acknowledged
  check ((acknowledged_at is null) = (acknowledged_by is null) and (acknowledged_at is null) = (reason is null));
alter table risk_score add constraint risk_score_probability check (probability between 0 and 1);
alter table report_delivery add constraint report_delivery_state
  check (state in ('waiting', 'sending', 'sent', 'failed', 'uncertain'));
-- The next thing to send is looked for here only.
create index report_delivery_waiting on report_delivery (next_attempt_at) where state = 'waiting';
