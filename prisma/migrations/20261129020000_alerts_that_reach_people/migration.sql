-- CreateTable
CREATE TABLE "alert_route" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "match" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "alert_route_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alarm" (
    "id" TEXT NOT NULL,
    "subject_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "objective_id" TEXT,
    "service_id" TEXT,
    "environment_id" TEXT,
    "title" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "fired_at" TIMESTAMPTZ(3) NOT NULL,
    "frozen_since" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "acknowledge_reason" TEXT,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_sentence" TEXT,
    "incident_key" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "alarm_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alarm_notice" (
    "id" TEXT NOT NULL,
    "alarm_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "route_id" TEXT NOT NULL,
    "route_name" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "message" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "answer" TEXT,
    "last_error" TEXT,
    "may_have_arrived" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alarm_notice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "alert_route_connection_id_idx" ON "alert_route"("connection_id");

-- CreateIndex
CREATE INDEX "alarm_fired_at_id_idx" ON "alarm"("fired_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "alarm_objective_id_fired_at_idx" ON "alarm"("objective_id", "fired_at" DESC);

-- CreateIndex
CREATE INDEX "alarm_incident_key_idx" ON "alarm"("incident_key");

-- CreateIndex
CREATE INDEX "alarm_notice_state_next_attempt_at_idx" ON "alarm_notice"("state", "next_attempt_at");

-- CreateIndex
CREATE UNIQUE INDEX "alarm_notice_alarm_id_connection_id_step_key" ON "alarm_notice"("alarm_id", "connection_id", "step");

-- AddForeignKey
ALTER TABLE "alert_route" ADD CONSTRAINT "alert_route_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_notice" ADD CONSTRAINT "alarm_notice_alarm_id_fkey" FOREIGN KEY ("alarm_id") REFERENCES "alarm"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_notice" ADD CONSTRAINT "alarm_notice_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Of one subject there is one alarm at a time.
create unique index alarm_open_subject on alarm (subject_key) where resolved_at is null;
alter table alarm add constraint alarm_kind
  check (kind in ('page', 'ticket', 'slow_down', 'approval', 'freeze', 'rollback', 'test'));
alter table alarm add constraint alarm_acknowledged check ((acknowledged_at is null) = (acknowledged_by is null));
alter table alarm_notice add constraint alarm_notice_step check (step between 1 and 3);
alter table alarm_notice add constraint alarm_notice_state check (state in ('waiting', 'sending', 'sent', 'dead', 'dropped'));
-- What waits has a time, what is settled has none.
alter table alarm_notice add constraint alarm_notice_time check ((state = 'waiting') <= (next_attempt_at is not null));
