-- AlterTable
ALTER TABLE "service_hour" ADD COLUMN     "doubtful" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
ADD COLUMN     "noise" DOUBLE PRECISION[] DEFAULT ARRAY[]::DOUBLE PRECISION[];

-- AlterTable
ALTER TABLE "objective_hour" ADD COLUMN     "doubtful" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "heaviest" DOUBLE PRECISION NOT NULL DEFAULT 1,
ADD COLUMN     "noise_bad" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "noise_good" DOUBLE PRECISION NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "objective" ADD COLUMN     "meter_id" TEXT;

-- CreateTable
CREATE TABLE "meter" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "series" JSONB,
    "taken_until" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "carry_good" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "carry_bad" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "blind_cause" TEXT,
    "blind_detail" TEXT,
    "blind_since" TIMESTAMPTZ(3),

    CONSTRAINT "meter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "meter_inbox" (
    "meter_id" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "good" DOUBLE PRECISION NOT NULL,
    "bad" DOUBLE PRECISION NOT NULL,
    "doubtful" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "noise_good" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "noise_bad" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "heaviest" DOUBLE PRECISION NOT NULL DEFAULT 1,

    CONSTRAINT "meter_inbox_pkey" PRIMARY KEY ("meter_id","minute")
);

-- CreateTable
CREATE TABLE "pushed_batch" (
    "meter_id" TEXT NOT NULL,
    "batch_id" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pushed_batch_pkey" PRIMARY KEY ("meter_id","batch_id")
);

-- CreateIndex
CREATE INDEX "meter_service_id_environment_id_idx" ON "meter"("service_id", "environment_id");

-- CreateIndex
CREATE INDEX "pushed_batch_received_at_idx" ON "pushed_batch"("received_at");

-- CreateIndex
CREATE INDEX "objective_meter_id_idx" ON "objective"("meter_id");

-- AddForeignKey
ALTER TABLE "objective" ADD CONSTRAINT "objective_meter_id_fkey" FOREIGN KEY ("meter_id") REFERENCES "meter"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "meter" ADD CONSTRAINT "meter_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "meter" ADD CONSTRAINT "meter_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "meter_inbox" ADD CONSTRAINT "meter_inbox_meter_id_fkey" FOREIGN KEY ("meter_id") REFERENCES "meter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pushed_batch" ADD CONSTRAINT "pushed_batch_meter_id_fkey" FOREIGN KEY ("meter_id") REFERENCES "meter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

alter table meter_inbox add constraint meter_inbox_counts check (good >= 0 and bad >= 0 and doubtful >= 0 and heaviest >= 1);
