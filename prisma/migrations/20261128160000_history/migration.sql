-- CreateTable
CREATE TABLE "connection" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "secret" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "last_test" JSONB,
    "last_tested_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shipment_cursor" (
    "connection_id" TEXT NOT NULL,
    "event_id" BIGINT NOT NULL DEFAULT 0,
    "shipped_count" BIGINT NOT NULL DEFAULT 0,
    "shipped_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "retry_at" TIMESTAMPTZ(3),

    CONSTRAINT "shipment_cursor_pkey" PRIMARY KEY ("connection_id")
);

-- CreateTable
CREATE TABLE "shipped_trace" (
    "connection_id" TEXT NOT NULL,
    "run_key" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "shipped_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "shipped_trace_pkey" PRIMARY KEY ("connection_id","run_key")
);

-- CreateTable
CREATE TABLE "history_import" (
    "id" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "received_bytes" INTEGER NOT NULL DEFAULT 0,
    "preview" JSONB,
    "mapping" JSONB,
    "record_count" INTEGER,
    "position" INTEGER NOT NULL DEFAULT 0,
    "fact_count" INTEGER NOT NULL DEFAULT 0,
    "new_fact_count" INTEGER NOT NULL DEFAULT 0,
    "fault_count" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "leased_until" TIMESTAMPTZ(3),
    "lease_token" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "history_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "history_import_part" (
    "import_id" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "history_import_part_pkey" PRIMARY KEY ("import_id","index")
);

-- CreateTable
CREATE TABLE "history_import_fault" (
    "import_id" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    "column" TEXT,
    "value" TEXT,
    "message" TEXT NOT NULL,
    "remedy" TEXT NOT NULL,

    CONSTRAINT "history_import_fault_pkey" PRIMARY KEY ("import_id","index")
);

-- CreateTable
CREATE TABLE "configuration_item" (
    "id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "class_name" TEXT,
    "service_name" TEXT NOT NULL,
    "environment_name" TEXT NOT NULL,
    "service_id" TEXT,
    "environment_id" TEXT,
    "version" TEXT,
    "owner" TEXT,
    "url" TEXT,
    "changed_at" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "configuration_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cmdb_read" (
    "id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "item_count" INTEGER NOT NULL DEFAULT 0,
    "faults" JSONB NOT NULL DEFAULT '[]',
    "failure" TEXT,
    "requested_by" TEXT NOT NULL,

    CONSTRAINT "cmdb_read_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation_difference" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "service_id" TEXT,
    "environment_id" TEXT,
    "service_name" TEXT NOT NULL,
    "environment_name" TEXT NOT NULL,
    "cmdb" TEXT,
    "pipeline" TEXT,
    "observed" TEXT,
    "sentence" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "fixed_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "reconciliation_difference_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation_run" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,
    "coverage" JSONB NOT NULL,
    "open_count" INTEGER NOT NULL,

    CONSTRAINT "reconciliation_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "version_minute" (
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "origin" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "errors" BIGINT NOT NULL,
    "buckets" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "version_minute_pkey" PRIMARY KEY ("service_id","environment_id","version","minute","origin")
);

-- CreateTable
CREATE TABLE "unknown_resource" (
    "service" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "count" BIGINT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "unknown_resource_pkey" PRIMARY KEY ("service","environment")
);

-- CreateTable
CREATE TABLE "cumulative_point" (
    "stream_key" TEXT NOT NULL,
    "start_at" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cumulative_point_pkey" PRIMARY KEY ("stream_key")
);

-- CreateIndex
CREATE UNIQUE INDEX "connection_slug_key" ON "connection"("slug");

-- CreateIndex
CREATE INDEX "history_import_created_at_id_idx" ON "history_import"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "configuration_item_service_id_environment_id_idx" ON "configuration_item"("service_id", "environment_id");

-- CreateIndex
CREATE UNIQUE INDEX "configuration_item_connection_id_external_id_key" ON "configuration_item"("connection_id", "external_id");

-- CreateIndex
CREATE INDEX "cmdb_read_connection_id_started_at_idx" ON "cmdb_read"("connection_id", "started_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "reconciliation_difference_key_key" ON "reconciliation_difference"("key");

-- CreateIndex
CREATE INDEX "reconciliation_difference_state_last_seen_at_idx" ON "reconciliation_difference"("state", "last_seen_at" DESC);

-- CreateIndex
CREATE INDEX "reconciliation_run_at_idx" ON "reconciliation_run"("at" DESC);

-- CreateIndex
CREATE INDEX "version_minute_minute_idx" ON "version_minute"("minute");

-- CreateIndex
CREATE INDEX "cumulative_point_updated_at_idx" ON "cumulative_point"("updated_at");

-- AddForeignKey
ALTER TABLE "shipment_cursor" ADD CONSTRAINT "shipment_cursor_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shipped_trace" ADD CONSTRAINT "shipped_trace_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "history_import_part" ADD CONSTRAINT "history_import_part_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "history_import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "history_import_fault" ADD CONSTRAINT "history_import_fault_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "history_import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "configuration_item" ADD CONSTRAINT "configuration_item_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cmdb_read" ADD CONSTRAINT "cmdb_read_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

alter table history_import add constraint history_import_state check
  (state in ('uploading', 'reading', 'mapping', 'checking', 'checked', 'running', 'done', 'failed', 'cancelled'));
alter table history_import add constraint history_import_size check (size_bytes between 1 and 20971520);
alter table history_import_part add constraint history_import_part_size check (octet_length(bytes) between 1 and 524288);
alter table reconciliation_difference add constraint reconciliation_difference_state check
  (state in ('open', 'accepted', 'fixed') and (state <> 'accepted' or reason is not null));
alter table version_minute add constraint version_minute_counts check (errors >= 0 and requests >= 0);
