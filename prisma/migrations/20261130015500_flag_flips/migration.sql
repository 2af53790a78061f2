-- Windows hold flag flips as they hold rollouts; who asks to flip a flag, and what they were answered.

-- AlterTable
ALTER TABLE "change_window" ADD COLUMN     "holds_flag_flips" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "deployment" ADD COLUMN     "made_in_freeze" TEXT;

-- AlterTable
ALTER TABLE "emergency_release" ADD COLUMN     "flag" TEXT,
ALTER COLUMN "rollout_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "flag_flip" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "flag" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "from_value" TEXT NOT NULL,
    "to_value" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "reasons" JSONB NOT NULL,
    "reason" TEXT,
    "emergency_id" TEXT,
    "deployment_id" TEXT,
    "asked_by" TEXT NOT NULL,
    "asked_by_person" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "flag_flip_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "flag_flip_number_key" ON "flag_flip"("number");

-- CreateIndex
CREATE INDEX "flag_flip_service_id_environment_id_flag_number_idx" ON "flag_flip"("service_id", "environment_id", "flag", "number");

-- CreateIndex
CREATE INDEX "flag_flip_deployment_id_idx" ON "flag_flip"("deployment_id");

-- AddForeignKey
ALTER TABLE "flag_flip" ADD CONSTRAINT "flag_flip_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flag_flip" ADD CONSTRAINT "flag_flip_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flag_flip" ADD CONSTRAINT "flag_flip_emergency_id_fkey" FOREIGN KEY ("emergency_id") REFERENCES "emergency_release"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Blackouts that exist hold flips from now on; maintenance windows stay as they are.
update change_window set holds_flag_flips = true where kind = 'blackout';

-- An emergency is for a rollout or for a flag.
alter table emergency_release add constraint emergency_release_subject check ((rollout_id is null) <> (flag is null));
alter table flag_flip add constraint flag_flip_direction check (direction in ('forward', 'back'));
-- What went past a window without a recorded emergency cannot be stored.
alter table flag_flip add constraint flag_flip_outcome check (
  outcome in ('allowed', 'passed', 'refused') and (outcome = 'passed') = (emergency_id is not null));

-- What was asked and answered is append-only, as every decision is.
revoke update, delete, truncate on flag_flip from signalbox_app;
create trigger flag_flip_append_only before update or delete or truncate on flag_flip
  for each statement execute function refuse_change();
