-- Journeys around deployments that pipelines report.

-- AlterTable
ALTER TABLE "synthetic_run" ADD COLUMN     "deployment_id" TEXT;

-- CreateIndex
CREATE INDEX "synthetic_run_deployment_id_idx" ON "synthetic_run"("deployment_id");

-- A moment of a deployment wants a journey once, however many workers see it.
create unique index synthetic_run_deployment_moment on synthetic_run (check_id, deployment_id, cause)
  where deployment_id is not null;
