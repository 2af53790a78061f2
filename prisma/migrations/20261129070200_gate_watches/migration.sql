-- CreateTable
CREATE TABLE "gate_watch" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "asked_by" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "told_at" TIMESTAMPTZ(3),
    "alarm_id" TEXT,

    CONSTRAINT "gate_watch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "gate_watch_service_id_environment_id_asked_at_idx" ON "gate_watch"("service_id", "environment_id", "asked_at" DESC);

-- AddForeignKey
ALTER TABLE "gate_watch" ADD CONSTRAINT "gate_watch_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gate_watch" ADD CONSTRAINT "gate_watch_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gate_watch" ADD CONSTRAINT "gate_watch_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One connection is told once of one opening, however often it asks.
create unique index gate_watch_open on gate_watch (service_id, environment_id, version, connection_id) where told_at is null;
alter table gate_watch add constraint gate_watch_told check ((told_at is null) = (alarm_id is null));

-- That a gate opened is told by the outbox of alerts.
alter table alarm drop constraint alarm_kind;
alter table alarm add constraint alarm_kind check (kind in
  ('page', 'ticket', 'slow_down', 'approval', 'freeze', 'rollback', 'anomaly', 'target', 'gate', 'test'));
