-- AlterTable
ALTER TABLE "event_source" ADD COLUMN     "polled_until" TIMESTAMPTZ(3);

-- What became of a body at the door, as against what reading it came to.
ALTER TABLE "delivery_tally" ADD COLUMN     "is_door" BOOLEAN NOT NULL DEFAULT false;

-- Dead deliveries are looked for by themselves, and replayed together.
create index delivery_dead on delivery (source_id, id) where state = 'dead';
