-- Senders without an id of their own: the same body within a minute is the same delivery.
ALTER TABLE "delivery" ADD COLUMN     "body_key" TEXT,
ADD COLUMN     "retry_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "dirty_subject" ADD COLUMN     "retry_at" TIMESTAMPTZ(3) DEFAULT clock_timestamp();

-- CreateTable
CREATE TABLE "fact_mention" (
    "fact_id" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "delivery_id" BIGINT NOT NULL,

    CONSTRAINT "fact_mention_pkey" PRIMARY KEY ("fact_id","source_id","delivery_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "delivery_source_id_body_key_key" ON "delivery"("source_id", "body_key");

-- CreateIndex
CREATE INDEX "fact_mention_delivery_id_idx" ON "fact_mention"("delivery_id");

-- DropIndex
DROP INDEX "dirty_subject_marked_at_idx";

-- CreateIndex
CREATE INDEX "dirty_subject_retry_at_idx" ON "dirty_subject"("retry_at");

-- Which subjects use a name: asked when somebody says what the name means.
create index signal_fact_service on signal_fact ((body ->> 'service')) where body ->> 'service' is not null;
create index signal_fact_environment on signal_fact ((body ->> 'environment')) where body ->> 'environment' is not null;
create index signal_fact_repository on signal_fact ((body ->> 'repository')) where body ->> 'repository' is not null;
