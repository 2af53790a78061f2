-- Clocks tell when parts of their target are used. What was told is kept beside the clock, so that each part is told once.
ALTER TABLE "clock" ADD COLUMN "told_revision" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "told_percent" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "told_outcome" TEXT,
ADD COLUMN "tell_at" TIMESTAMPTZ(3);
CREATE INDEX "clock_tell_at_idx" ON "clock"("tell_at");

alter table clock add constraint clock_told_percent check (told_percent between 0 and 100);
alter table clock add constraint clock_told_outcome check (told_outcome in ('met', 'breached'));
-- How clocks ended before anybody was told is no news.
update clock set told_revision = revision,
  told_outcome = case when stopped_at is null then null when due_at < stopped_at then 'breached' else 'met' end;

alter table alarm drop constraint alarm_kind;
alter table alarm add constraint alarm_kind check (kind in
  ('page', 'ticket', 'slow_down', 'approval', 'freeze', 'rollback', 'anomaly', 'target', 'clock', 'clock_breached', 'gate', 'test'));
