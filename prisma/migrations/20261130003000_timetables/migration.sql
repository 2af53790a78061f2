-- AlterTable
ALTER TABLE "train" ADD COLUMN     "timetable_id" TEXT;

-- CreateTable
CREATE TABLE "timetable" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "recurrence" JSONB NOT NULL,
    "in_freeze" TEXT NOT NULL,
    "made_by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_by" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,

    CONSTRAINT "timetable_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "timetable_environment_id_idx" ON "timetable"("environment_id");

-- CreateIndex
CREATE INDEX "train_timetable_id_idx" ON "train"("timetable_id");

-- AddForeignKey
ALTER TABLE "timetable" ADD CONSTRAINT "timetable_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train" ADD CONSTRAINT "train_timetable_id_fkey" FOREIGN KEY ("timetable_id") REFERENCES "timetable"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A timetable is ended, never deleted: what departed by it is told as it was.
revoke delete, truncate on timetable from signalbox_app;
