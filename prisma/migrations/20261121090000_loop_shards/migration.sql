-- AlterTable
ALTER TABLE "worker_process" ADD COLUMN     "lock_key" INTEGER;

-- CreateTable
CREATE TABLE "loop_shard" (
    "id" INTEGER NOT NULL,
    "owner" TEXT,
    "lock_key" INTEGER,
    "epoch" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "since" TIMESTAMPTZ(3),
    "counted_to" TIMESTAMPTZ(3),

    CONSTRAINT "loop_shard_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "incarnation" INTEGER NOT NULL DEFAULT 0,
    "safe_mode" BOOLEAN NOT NULL DEFAULT false,
    "system_identifier" TEXT,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- The number of shards is a constant of the product (lib/rollouts/domain/lease.ts).
insert into loop_shard (id) select generate_series(0, 15);
alter table loop_shard add constraint loop_shard_range check (id between 0 and 15);
insert into installation (id) values (1);
alter table installation add constraint installation_one_row check (id = 1);
revoke insert, delete, truncate on loop_shard, installation from signalbox_app;
