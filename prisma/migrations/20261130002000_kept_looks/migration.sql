-- What latency, health and custom metric checks need to be judged again: buckets beside the counts, and looks.

-- AlterTable
ALTER TABLE "rollout_sample" ADD COLUMN     "latency" TEXT;

-- CreateTable
CREATE TABLE "rollout_look" (
    "rollout_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "step_index" INTEGER NOT NULL,
    "step_started_at" TIMESTAMPTZ(3) NOT NULL,
    "heard" JSONB NOT NULL,

    CONSTRAINT "rollout_look_pkey" PRIMARY KEY ("rollout_id","at","step_started_at")
);

-- AddForeignKey
ALTER TABLE "rollout_look" ADD CONSTRAINT "rollout_look_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;
