-- CreateTable
CREATE TABLE "environment_reservation" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "environment_id" TEXT NOT NULL,
    "services" TEXT[],
    "units" INTEGER,
    "purpose" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "wish_from" TIMESTAMPTZ(3) NOT NULL,
    "length_ms" BIGINT NOT NULL,
    "prepare_ms" BIGINT NOT NULL DEFAULT 0,
    "waits_until" TIMESTAMPTZ(3) NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "queued_as" TIMESTAMPTZ(3) NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "holder" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "team_id" TEXT,
    "slot_from" TIMESTAMPTZ(3),
    "slot_to" TIMESTAMPTZ(3),
    "granted_at" TIMESTAMPTZ(3),
    "taken_up_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ending" TEXT,
    "ended_by" TEXT,
    "end_reason" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "environment_reservation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reservation_event" (
    "id" BIGSERIAL NOT NULL,
    "reservation_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "actor" TEXT NOT NULL,

    CONSTRAINT "reservation_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "environment_terms" (
    "environment_id" TEXT NOT NULL,
    "capacity" INTEGER NOT NULL,
    "grace_minutes" INTEGER,
    "max_hours" INTEGER NOT NULL,
    "head_start_minutes" INTEGER NOT NULL,
    "demands_reservation" BOOLEAN NOT NULL,
    "sprint_first_day" TEXT,
    "sprint_length_days" INTEGER,
    "sprint_time_zone" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "environment_terms_pkey" PRIMARY KEY ("environment_id")
);

-- CreateTable
CREATE TABLE "promised_window" (
    "id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "recurrence" JSONB,
    "promised_by" TEXT NOT NULL,
    "promised_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "promised_window_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "environment_reservation_number_key" ON "environment_reservation"("number");

-- CreateIndex
CREATE INDEX "environment_reservation_environment_id_ended_at_idx" ON "environment_reservation"("environment_id", "ended_at");

-- CreateIndex
CREATE INDEX "environment_reservation_environment_id_requested_at_idx" ON "environment_reservation"("environment_id", "requested_at");

-- CreateIndex
CREATE INDEX "environment_reservation_person_ended_at_idx" ON "environment_reservation"("person", "ended_at");

-- CreateIndex
CREATE INDEX "reservation_event_reservation_id_id_idx" ON "reservation_event"("reservation_id", "id");

-- CreateIndex
CREATE INDEX "promised_window_environment_id_idx" ON "promised_window"("environment_id");

-- AddForeignKey
ALTER TABLE "environment_reservation" ADD CONSTRAINT "environment_reservation_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "environment_reservation" ADD CONSTRAINT "environment_reservation_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reservation_event" ADD CONSTRAINT "reservation_event_reservation_id_fkey" FOREIGN KEY ("reservation_id") REFERENCES "environment_reservation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "environment_terms" ADD CONSTRAINT "environment_terms_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promised_window" ADD CONSTRAINT "promised_window_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Reservations are never deleted, and what happened to them is append-only.
revoke update, delete, truncate on reservation_event from signalbox_app;
revoke delete, truncate on environment_reservation, promised_window from signalbox_app;
create trigger reservation_event_append_only before update or delete or truncate on reservation_event
  for each statement execute function refuse_change();

alter table environment_reservation add constraint reservation_units check (units >= 1);
alter table environment_reservation add constraint reservation_length check (length_ms > 0 and prepare_ms between 0 and length_ms);
alter table environment_reservation add constraint reservation_slot
  check ((slot_from is null) = (slot_to is null) and slot_from < slot_to and (granted_at is null or slot_from is not null));
alter table environment_reservation add constraint reservation_end check ((ending is null) = (ended_at is null));
alter table environment_terms add constraint terms_sprint check (
  (sprint_first_day is null) = (sprint_length_days is null) and (sprint_first_day is null) = (sprint_time_zone is null));

-- Nobody is beside somebody who is alone, not by a statement past the application either.
create function refuse_second_holder() returns trigger language plpgsql as $$
begin
  if new.granted_at is null or new.ended_at is not null then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtextextended(new.environment_id, 58));
  if exists (
    select from environment_reservation o
    where o.environment_id = new.environment_id and o.id <> new.id and o.granted_at is not null and o.ended_at is null
      and (o.units is null or new.units is null) and o.slot_from < new.slot_to and new.slot_from < o.slot_to
      and (cardinality(o.services) = 0 or cardinality(new.services) = 0 or o.services && new.services)
  ) then
    raise exception 'somebody holds this alone' using errcode = 'exclusion_violation', constraint = 'reservation_alone';
  end if;
  return new;
end $$;
create trigger reservation_alone before insert or update on environment_reservation
  for each row execute function refuse_second_holder();
