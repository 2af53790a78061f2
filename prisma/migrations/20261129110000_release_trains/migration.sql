-- CreateTable
CREATE TABLE "train" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "reach" TEXT NOT NULL,
    "abreast" INTEGER NOT NULL,
    "planned_first" TIMESTAMPTZ(3),
    "planned_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_by_person" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "departed_by" TEXT,
    "departed_by_person" TEXT,
    "departed_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "train_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "train_car" (
    "id" TEXT NOT NULL,
    "train_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "service_id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "config" TEXT,
    "flags" TEXT[],
    "after" TEXT[],

    CONSTRAINT "train_car_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "train_stop" (
    "train_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "environment_id" TEXT NOT NULL,
    "goes_on" BOOLEAN NOT NULL,

    CONSTRAINT "train_stop_pkey" PRIMARY KEY ("train_id","position")
);

-- CreateTable
CREATE TABLE "train_move" (
    "car_id" TEXT NOT NULL,
    "stop" INTEGER NOT NULL,
    "rollout_id" TEXT,
    "before" TEXT,
    "back_wanted_at" TIMESTAMPTZ(3),
    "back_rollout_id" TEXT,
    "refusal" JSONB,
    "tried_at" TIMESTAMPTZ(3),

    CONSTRAINT "train_move_pkey" PRIMARY KEY ("car_id","stop")
);

-- CreateTable
CREATE TABLE "train_event" (
    "id" BIGSERIAL NOT NULL,
    "train_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "train_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schema_range" (
    "id" BIGSERIAL NOT NULL,
    "service_id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "min" BIGINT NOT NULL,
    "max" BIGINT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "schema_range_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schema_step" (
    "id" BIGSERIAL NOT NULL,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "version" BIGINT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "schema_step_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "train_number_key" ON "train"("number");

-- CreateIndex
CREATE INDEX "train_phase_idx" ON "train"("phase");

-- CreateIndex
CREATE INDEX "train_created_at_idx" ON "train"("created_at" DESC);

-- CreateIndex
CREATE INDEX "train_car_service_id_idx" ON "train_car"("service_id");

-- CreateIndex
CREATE UNIQUE INDEX "train_car_train_id_service_id_key" ON "train_car"("train_id", "service_id");

-- CreateIndex
CREATE UNIQUE INDEX "train_stop_train_id_environment_id_key" ON "train_stop"("train_id", "environment_id");

-- CreateIndex
CREATE UNIQUE INDEX "train_move_rollout_id_key" ON "train_move"("rollout_id");

-- CreateIndex
CREATE INDEX "train_event_train_id_idx" ON "train_event"("train_id");

-- CreateIndex
CREATE INDEX "schema_range_service_id_version_id_idx" ON "schema_range"("service_id", "version", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "schema_step_service_id_environment_id_version_key" ON "schema_step"("service_id", "environment_id", "version");

-- AddForeignKey
ALTER TABLE "train_car" ADD CONSTRAINT "train_car_train_id_fkey" FOREIGN KEY ("train_id") REFERENCES "train"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_car" ADD CONSTRAINT "train_car_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_stop" ADD CONSTRAINT "train_stop_train_id_fkey" FOREIGN KEY ("train_id") REFERENCES "train"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_stop" ADD CONSTRAINT "train_stop_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_move" ADD CONSTRAINT "train_move_car_id_fkey" FOREIGN KEY ("car_id") REFERENCES "train_car"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_move" ADD CONSTRAINT "train_move_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_move" ADD CONSTRAINT "train_move_back_rollout_id_fkey" FOREIGN KEY ("back_rollout_id") REFERENCES "rollout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_event" ADD CONSTRAINT "train_event_train_id_fkey" FOREIGN KEY ("train_id") REFERENCES "train"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schema_range" ADD CONSTRAINT "schema_range_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schema_step" ADD CONSTRAINT "schema_step_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schema_step" ADD CONSTRAINT "schema_step_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What happened to trains and schemas is append-only; trains, cars and moves are never deleted.
revoke update, delete, truncate on train_event, schema_range, schema_step from signalbox_app;
revoke delete, truncate on train, train_car, train_stop, train_move from signalbox_app;
create trigger train_event_append_only before update or delete or truncate on train_event
  for each statement execute function refuse_change();
create trigger schema_range_append_only before update or delete or truncate on schema_range
  for each statement execute function refuse_change();
create trigger schema_step_append_only before update or delete or truncate on schema_step
  for each statement execute function refuse_change();

alter table train add constraint train_reach check (reach in ('dependents', 'train'));
alter table train add constraint train_abreast check (abreast between 1 and 10);
alter table schema_range add constraint schema_range_ordered check (min <= max);

-- A migration only ever goes forward, not by a statement past the application either.
create function refuse_schema_backwards() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(new.service_id || new.environment_id, 53));
  if exists (
    select from schema_step
    where service_id = new.service_id and environment_id = new.environment_id and version > new.version
  ) then
    raise exception 'a schema only goes forward' using errcode = 'check_violation', constraint = 'schema_step_forward';
  end if;
  return new;
end $$;
create trigger schema_step_forward before insert on schema_step
  for each row execute function refuse_schema_backwards();
