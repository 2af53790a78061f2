-- CreateTable
CREATE TABLE "service_hour" (
    "target_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,
    "requests" BIGINT[],
    "errors" BIGINT[],
    "bounds_ms" DOUBLE PRECISION[] DEFAULT ARRAY[]::DOUBLE PRECISION[],
    "latency_counts" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "service_hour_pkey" PRIMARY KEY ("target_id","hour")
);

-- CreateTable
CREATE TABLE "minute_cursor" (
    "target_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "series" JSONB NOT NULL,
    "sampled_at" TIMESTAMPTZ(3),
    "blind_cause" TEXT,
    "blind_detail" TEXT,
    "blind_since" TIMESTAMPTZ(3),

    CONSTRAINT "minute_cursor_pkey" PRIMARY KEY ("target_id")
);

-- CreateTable
CREATE TABLE "objective" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "objective_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "objective_version" (
    "objective_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "saved_by" TEXT NOT NULL,
    "reason" TEXT,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "objective_version_pkey" PRIMARY KEY ("objective_id","version")
);

-- CreateTable
CREATE TABLE "burn_alert" (
    "objective_id" TEXT NOT NULL,
    "rule" INTEGER NOT NULL,
    "state" JSONB NOT NULL,
    "long_burn" TEXT,
    "short_burn" TEXT,
    "held_by" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "burn_alert_pkey" PRIMARY KEY ("objective_id","rule")
);

-- CreateTable
CREATE TABLE "burn_alert_event" (
    "id" BIGSERIAL NOT NULL,
    "objective_id" TEXT NOT NULL,
    "rule" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "what" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "facts" JSONB NOT NULL,

    CONSTRAINT "burn_alert_event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "service_hour_hour_idx" ON "service_hour"("hour");

-- CreateIndex
CREATE UNIQUE INDEX "objective_slug_key" ON "objective"("slug");

-- CreateIndex
CREATE INDEX "objective_service_id_environment_id_idx" ON "objective"("service_id", "environment_id");

-- CreateIndex
CREATE INDEX "burn_alert_event_objective_id_id_idx" ON "burn_alert_event"("objective_id", "id" DESC);

-- AddForeignKey
ALTER TABLE "service_hour" ADD CONSTRAINT "service_hour_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "minute_cursor" ADD CONSTRAINT "minute_cursor_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective" ADD CONSTRAINT "objective_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective" ADD CONSTRAINT "objective_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective_version" ADD CONSTRAINT "objective_version_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "burn_alert" ADD CONSTRAINT "burn_alert_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "burn_alert_event" ADD CONSTRAINT "burn_alert_event_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Definitions and alert events are append-only, as every decision is.
revoke update, delete, truncate on objective_version, burn_alert_event from signalbox_app;
create trigger objective_version_append_only before update or delete or truncate on objective_version
  for each statement execute function refuse_change();
create trigger burn_alert_event_append_only before update or delete or truncate on burn_alert_event
  for each statement execute function refuse_change();
alter table objective add constraint objective_slug_form check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');
alter table service_hour add constraint service_hour_minutes
  check (cardinality(requests) = 60 and cardinality(errors) = 60 and hour = date_trunc('hour', hour, 'UTC'));
