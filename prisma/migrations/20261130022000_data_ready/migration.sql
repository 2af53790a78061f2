-- When the data of a reservation was ready, and who said so: what was planned is measured by it.
-- AlterTable
ALTER TABLE "environment_reservation" ADD COLUMN "data_ready_at" TIMESTAMPTZ(3),
ADD COLUMN "data_ready_by" TEXT;

alter table environment_reservation add constraint environment_reservation_data_ready check (
  (data_ready_at is null) = (data_ready_by is null) and (data_ready_at is null or slot_from is not null and data_ready_at >= slot_from));
