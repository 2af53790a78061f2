-- What counts in delivery figures, by version. Figures name the version; an old one is never changed.
CREATE TABLE "insight_rules" (
    "version" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "saved_by" TEXT NOT NULL,
    "in_force_from" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "insight_rules_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "insight_generation" (
    "id" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "builder_version" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "switched_at" TIMESTAMPTZ(3),
    "emptied_at" TIMESTAMPTZ(3),

    CONSTRAINT "insight_generation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_lane" (
    "generation" INTEGER NOT NULL,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "built_at" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "delivery_lane_pkey" PRIMARY KEY ("generation","service_id","environment_id")
);

-- CreateTable
CREATE TABLE "delivery_record" (
    "generation" INTEGER NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "known_from" TIMESTAMPTZ(6) NOT NULL,
    "known_until" TIMESTAMPTZ(6),
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "team_id" TEXT,
    "tier" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "previous_version" TEXT,
    "kind" "delivery_kind" NOT NULL,
    "origin" "deployment_origin" NOT NULL,
    "outcome" "deployment_state" NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "is_emergency" BOOLEAN NOT NULL,
    "is_rework" BOOLEAN NOT NULL,
    "ticket_key" TEXT,
    "is_authorized" BOOLEAN NOT NULL,
    "strategy" TEXT,
    "failures" JSONB NOT NULL,
    "rollback_ms" BIGINT,
    "changes" JSONB NOT NULL,
    "changes_gap" TEXT,

    CONSTRAINT "delivery_record_pkey" PRIMARY KEY ("generation","deployment_id","known_from")
);

-- CreateIndex
CREATE INDEX "delivery_record_generation_service_id_environment_id_known__idx" ON "delivery_record"("generation", "service_id", "environment_id", "known_until");

-- Rules are versions: a wrong one is answered by another, never rewritten.
revoke update, delete, truncate on insight_rules from signalbox_app;
create trigger insight_rules_append_only before update or delete or truncate on insight_rules
  for each statement execute function refuse_change();

create unique index insight_generation_current on insight_generation ((true)) where state = 'current';
create unique index insight_generation_building on insight_generation ((true)) where state = 'building';
create unique index delivery_record_current on delivery_record (generation, deployment_id) where known_until is null;
create index delivery_lane_waiting on delivery_lane (generation) where built_at is null;
alter table insight_generation add constraint insight_generation_state check (state in ('building', 'current', 'retired'));
alter table delivery_record add constraint delivery_record_known check (known_until is null or known_until >= known_from);

-- The first rules and the first, empty generation; its lanes are filled from what is there already.
insert into insight_rules (version, rules, reason, saved_by, in_force_from) values (1, '{
  "timeZone": "UTC", "productionKinds": ["production"], "productionEnvironments": [], "tiers": [0, 1, 2, 3],
  "countFlaggedChanges": false, "countEmergencies": true, "countUnauthorized": true, "countRedeploys": false,
  "countRollbacks": false, "countImports": true, "leaveOutDataPreparation": false, "failureWindowHours": 72,
  "failBy": { "incident": true, "rolledBack": true, "followedByRollback": true }, "reworkCountsRollbacks": false, "minimumN": 5
}', 'The rules that come with the product', 'Signalbox', '2000-01-01T00:00:00Z');
insert into insight_generation (id, state, builder_version, reason, requested_by, switched_at)
  values (1, 'current', 1, 'The first', 'Signalbox', clock_timestamp());
insert into dirty_lane (service_id, environment_id, since)
  select service_id, environment_id, min(started_at) from deployment group by service_id, environment_id
  on conflict do nothing;
