-- CreateEnum
CREATE TYPE "window_under_way" AS ENUM ('hold', 'let_run');

-- AlterTable
ALTER TABLE "change_window" ADD COLUMN     "recurrence" JSONB,
ADD COLUMN     "under_way" "window_under_way" NOT NULL DEFAULT 'hold';

-- AlterTable
ALTER TABLE "window_announcement" ADD COLUMN     "recurrence" JSONB;
