-- CreateTable
CREATE TABLE "objective_step_plan" (
    "objective_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" JSONB,
    "reason" TEXT NOT NULL,
    "by_person" TEXT,
    "saved_by" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "objective_step_plan_pkey" PRIMARY KEY ("objective_id","version")
);

-- AddForeignKey
ALTER TABLE "objective_step_plan" ADD CONSTRAINT "objective_step_plan_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A version of a plan stays as it was agreed; a new one takes its place.
revoke update, delete, truncate on objective_step_plan from signalbox_app;
