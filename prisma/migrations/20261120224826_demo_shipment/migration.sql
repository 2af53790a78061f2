-- CreateTable
CREATE TABLE "demo_shipment" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "fault" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'requested',
    "failure" TEXT,
    "requested_by_kind" "actor_kind" NOT NULL,
    "requested_by_id" TEXT,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rollout_id" TEXT,
    "answers" INTEGER NOT NULL DEFAULT 0,
    "bad_answers" INTEGER NOT NULL DEFAULT 0,
    "onset_at" TIMESTAMPTZ(3),
    "last_bad_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "demo_shipment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "demo_shipment_rollout_id_key" ON "demo_shipment"("rollout_id");

-- CreateIndex
CREATE INDEX "demo_shipment_requested_at_idx" ON "demo_shipment"("requested_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "demo_shipment_service_id_version_key" ON "demo_shipment"("service_id", "version");

-- AddForeignKey
ALTER TABLE "demo_shipment" ADD CONSTRAINT "demo_shipment_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "demo_shipment" ADD CONSTRAINT "demo_shipment_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE SET NULL ON UPDATE CASCADE;
