-- CreateTable
CREATE TABLE "target_judgement" (
    "target_id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "from_day" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "low" DOUBLE PRECISION,
    "high" DOUBLE PRECISION,
    "n" INTEGER NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "judged_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "target_judgement_pkey" PRIMARY KEY ("target_id","day")
);

-- AddForeignKey
ALTER TABLE "target_judgement" ADD CONSTRAINT "target_judgement_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "delivery_target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was said of a day stays said.
revoke update, delete, truncate on target_judgement from signalbox_app;
create trigger target_judgement_append_only before update or delete or truncate on target_judgement
  for each statement execute function refuse_change();
alter table target_judgement add constraint target_judgement_state check (state in ('met', 'missed', 'unclear', 'unknown'));

-- Anomalies and targets are told by the same routes as alerts.
alter table alarm drop constraint alarm_kind;
alter table alarm add constraint alarm_kind check (kind in
  ('page', 'ticket', 'slow_down', 'approval', 'freeze', 'rollback', 'anomaly', 'target', 'test'));

-- CreateIndex
CREATE INDEX "alarm_subject_key_idx" ON "alarm"("subject_key");
